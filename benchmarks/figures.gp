# SPDX-License-Identifier: MIT
#
# Draws the tables of a file of results, FILE.md, as FILE-peers.png and FILE-sizes.png:
#     gnuplot -e "results = 'FILE.md'" benchmarks/figures.gp
name = results[1:strlen(results) - 3]
awk(program) = "awk -F ' *[|] *' '" . program . "' '" . results . "'"
colors = "#4e79a7 #f28e2b #59a14f #b07aa1"

set terminal pngcairo size 1100,620 font 'Sans,12' noenhanced
set datafile separator '|'
set grid ytics lc rgb '#dddddd'
set border 3
set tics nomirror

# The last columns of the first table, one for each peer.
peers = system(awk('/times faster than/ { for (k = 11; k < NF; ++k) { sub(/.* /, "", $k); printf "%s ", $k }; exit }'))
set output name . '-peers.png'
set title 'Times faster than ... (float, one line is ten times)'
set logscale y
set yrange [1:*]
set xtics rotate by -20 left noenhanced
set rmargin 16
set style data histograms
set style histogram clustered gap 1
set style fill solid noborder
set key top left
plot for [k = 1:words(peers)] '< ' . awk('$4 == "float" && NF > 11') using (column(10 + k)):xtic(2) \
  title word(peers, k) lc rgb word(colors, k)

set output name . '-sizes.png'
set title 'Gaussian kernel sum in R^3, M = N, float: CPU time, one thread'
set logscale xy
set yrange [*:*]
set xrange [800:125000]
set xtics norotate autofreq
set rmargin 3
set format x '10^{%T}'
set format y '%g'
set xlabel 'N'
set ylabel 'milliseconds'
columns = 'kernfold ' . peers
plot for [k = 1:words(columns)] '< ' . awk('$2 ~ /^[0-9]+$/') using 2:(column(2 + k)) with linespoints \
  title word(columns, k) lw 2 pt 7 ps 1.2 lc rgb k == 1 ? '#e15759' : word(colors, k - 1)
