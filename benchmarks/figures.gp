# SPDX-License-Identifier: MIT
#
# Draws the tables of a file of results, FILE.md, as FILE-peers.png, FILE-sizes.png and FILE-scaling.png:
#     gnuplot -e "results = 'FILE.md'" benchmarks/figures.gp
name = results[1:strlen(results) - 3]
awk(program) = "awk -F ' *[|] *' '" . program . "' '" . results . "'"
colors = "#4e79a7 #76b7b2 #f28e2b #59a14f #b07aa1"
two_lines(s) = (cut = strstrt(s, ', ') + strstrt(s, ': '), cut ? s[1:cut - 1] . "\n" . s[cut + 2:*] : s)

set datafile separator '|'
set grid ytics back lt 1 lw 0.5 lc rgb '#cccccc'
set border 3
set tics nomirror
set key top left Left reverse

# The last columns of the first table, one for each peer.
peers = system(awk('/times faster than/ { for (k = 11; k < NF; ++k) { sub(/.* /, "", $k); printf "%s ", $k }; exit }'))
set terminal pngcairo size 1400,520 font 'Sans,12' noenhanced
set output name . '-peers.png'
set title 'How many times faster kernfold is (float, equal threads, CPU time)'
set logscale y
set yrange [1:*]
set xtics scale 0 font 'Sans,9'
set bmargin 3.5
set xrange [-0.6:*]
set style data histograms
set style histogram clustered gap 1
set style fill solid noborder
plot for [k = 1:words(peers)] '< ' . awk('/^## Reductions/ { exit } $4 == "float" && NF > 11') \
  using (column(10 + k)):xtic(two_lines(strcol(2))) title 'than ' . word(peers, k) lc rgb word(colors, k)

set terminal pngcairo size 900,560 font 'Sans,12' noenhanced
set output name . '-sizes.png'
set title 'Gaussian kernel sum in R^3, N x N pairs, float'
set logscale xy
set yrange [*:*]
set bmargin -1
set xrange [800:125000]
set xtics autofreq scale 1 font 'Sans,12' format '%.0f'
set ytics format '%g'
set xlabel 'N'
set ylabel 'CPU time, ms'
columns = 'kernfold ' . peers
plot for [k = 1:words(columns)] '< ' . awk('$2 ~ /^[0-9]+$/') using 2:(column(2 + k)) with linespoints \
  title word(columns, k) lw 2 pt 7 ps 1.2 lc rgb k == 1 ? '#e15759' : word(colors, k - 1)

set terminal pngcairo size 1200,480 font 'Sans,12' noenhanced
set output name . '-scaling.png'
unset title
set logscale xy
set ylabel '1e9 pairs/s'
threads = system(awk('/speed-up, .* memory/ { sub(/.*, /, "", $7); print $7 }'))
square = awk('$3 == 3 && $4 == "j" && split($2, n, " x ") && n[1] == n[2]')
dimensions = awk('$2 == "10000 x 10000" && $4 == "j"') . ' | sort -t "|" -n -k 3'
set multiplot layout 1, 2
set title 'Gaussian kernel sum, N x N pairs of R^3, float'
set xlabel 'N'
set xrange [80:125000]
set yrange [1:*]
set key bottom right
plot '< ' . square using 2:5 with linespoints title '1 thread' lw 2 pt 7 ps 1.2 lc rgb '#e15759', \
  '< ' . square using 2:7 with linespoints title threads lw 2 pt 7 ps 1.2 lc rgb '#4e79a7'
set title 'The same in R^D, 10000 x 10000 pairs'
set xlabel 'D'
set xrange [0.9:110]
set yrange [*:*]
set key top right
plot '< ' . dimensions using 3:5 with linespoints title '1 thread' lw 2 pt 7 ps 1.2 lc rgb '#e15759', \
  '< ' . dimensions using 3:7 with linespoints title threads lw 2 pt 7 ps 1.2 lc rgb '#4e79a7'
unset multiplot
