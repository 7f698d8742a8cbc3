# SPDX-License-Identifier: MIT
#
# Writes the reference: awk -v folder=<folder> -f reference.awk reference.md. In place of each line
#     @docs HEADER [NAME...]
# stand the docstrings (///) of a header, each under a heading that its declaration gives: all of the namespace kernfold
# but those of operations' structs, or the named ones, among them members (Class.member) and the comment that begins the
# header (begin). A name that has no docstring is an error.
/^@docs / { for_header($2); next }
{ print }

function fail(message) {
  print "reference.awk: " message >"/dev/stderr"
  failed = 1
  exit 1
}
END { exit failed }

function for_header(header, wanted, n, i, k, found, last) {
  read_header(header)
  last = ""
  n = split($0, wanted, " ")
  if (n == 2) {
    for (i = 1; i <= blocks; ++i)
      if (listed[i]) last = emit(header, i, last)
    return
  }
  for (k = 3; k <= n; ++k) {
    found = 0
    for (i = 1; i <= blocks; ++i)
      if (name[i] == wanted[k]) {
        last = emit(header, i, last)
        found = 1
      }
    if (!found) fail(header ": no docstring of " wanted[k])
  }
}

# The docstrings of a header, in `blocks` entries of name, heading, text, and listed: is it one of all?
function read_header(header, file, line, text_here, outside, page, begin) {
  file = folder "/kernfold/" header
  blocks = 0
  outside = ""  # the namespace of internals that this line is in
  text_here = ""
  begin = ""
  while ((status = (getline line < file)) > 0) {
    if (outside != "") {
      if (line ~ "^}.*// namespace (kernfold::)?" outside "$") outside = ""
      continue
    }
    if (line ~ /^namespace / && line !~ /^namespace (kernfold|accuracy) \{/) {
      outside = line
      gsub(/^namespace (kernfold::)?| *\{.*/, "", outside)
      continue
    }
    if (begin != "-") {
      if (line ~ /^#pragma once/) {
        add("begin", "", begin, 0)
        begin = "-"
      } else if (line ~ /^\/\//) {
        sub(/^\/\/ ?/, "", line)
        if (line !~ /^SPDX/) begin = begin line "\n"
      }
      continue
    }
    if (line ~ /^ *\/\/\//) {
      sub(/^ *\/\/\/ ?/, "", line)
      text_here = text_here line "\n"
    } else if (text_here != "") {
      if (text_here ~ /^\\page/) {
        split(text_here, page, "\n")
        split(page[1], page, " ")
        sub(/^[^\n]*\n/, "", text_here)
        add(page[2], "", text_here, 0)
      } else {
        declared(header, whole_declaration(file, line), text_here, line ~ /^ /)
      }
      text_here = ""
    }
  }
  close(file)
  if (status < 0) fail("there is no header " file)
}
function add(its_name, its_heading, its_text, in_list) {
  ++blocks
  name[blocks] = its_name
  heading[blocks] = its_heading
  text[blocks] = its_text
  listed[blocks] = in_list
}

function whole_declaration(file, line, all) {
  all = line
  while (all !~ /[{;]/ && (getline line < file) > 0) {
    sub(/ *\/\/.*/, "", line)
    all = all " " line
  }
  gsub(/ +/, " ", all)
  sub(/^ /, "", all)
  return all
}

# From a declaration: the name and how it is written, as in Pow<M>(f).
function declared(header, d, its_text, member, formula, internal, option, templates, n, i, p, given, args, its_name) {
  formula = header ~ /^(operations|formula|program)\//
  internal = 0
  option = d ~ /^inline constexpr struct / ? "accuracy::" : ""
  templates = ""
  if (d ~ /^template </) {
    i = matching(d, 10, "<", ">")
    templates = substr(d, 11, i - 11)
    d = substr(d, i + 2)
  }
  while (d ~ /^(KERNFOLD_[A-Z_]+|constexpr|inline|static|explicit|auto|void) /) sub(/^[A-Za-z_]+ /, "", d)
  if (d ~ /^requires ?\(/) d = substr(d, matching(d, index(d, "("), "(", ")") + 2)
  given = args = ""
  if (d ~ /^(struct|class|using) /) {
    sub(/^[a-z]+ /, "", d)
    its_name = d
    sub(/[^A-Za-z0-9_].*/, "", its_name)
    d = substr(d, length(its_name) + 1)
    if (option != "") its_name = option tolower(its_name)
    if (!member) class = its_name
    if (d ~ /^</) {
      args = tolower(substr(d, 2, matching(d, 1, "<", ">") - 2))
    } else {
      n = split_list(templates, p)
      for (i = 1; i <= n; ++i)
        if (p[i] ~ /^class/) args = args (args == "" ? "" : ", ") tolower(last_word(p[i]))
        else given = given (given == "" ? "" : ", ") last_word(p[i])
    }
    internal = its_name ~ /Op$/ || (formula && templates == "" && its_name !~ /^Index[IJ]$/)
  } else if (d ~ /operator""/) {
    its_name = "_c"
    templates = ""
  } else if (d ~ /^namespace /) {
    its_name = d
    gsub(/namespace | .*/, "", its_name)
  } else if (d ~ /\(/) {
    i = index(d, "(")
    its_name = substr(d, 1, i - 1)
    if (its_name ~ /operator$/) {
      its_name = its_name "()"
      i += 2
    }
    sub(/.*[ *&]/, "", its_name)
    n = split_list(substr(d, i + 1, matching(d, i, "(", ")") - i - 1), p)
    for (i = 1; i <= n; ++i) args = args (args == "" ? "" : ", ") tolower(last_word(p[i]))
    n = split_list(templates, p)
    for (i = 1; i <= n; ++i)
      if (p[i] !~ /^(detail::)?Formula|\.\.\./) given = given (given == "" ? "" : ", ") last_word(p[i])
  } else {
    sub(/[{=;].*/, "", d)
    its_name = last_word(d)
  }
  if (member) its_name = class "." its_name
  d = its_name
  if (given != "" && (formula || header ~ /^reductions\//)) d = d "<" given ">"
  if (args != "" && formula) d = d "(" args ")"
  add(its_name, member ? "" : d, its_text, !member && !internal)
}
# The last word of "class F = Ints<>": F.
function last_word(s) {
  sub(/ *=.*/, "", s)
  sub(/\.\.\.$/, "", s)
  sub(/.*[ .*&]/, "", s)
  return s
}
function matching(s, from, open, close_, i, depth, c) {
  depth = 0
  for (i = from; i <= length(s); ++i) {
    c = substr(s, i, 1)
    if (c == open) ++depth
    if (c == close_ && --depth == 0) return i
  }
  fail("no end of " s)
}
# The parts of a list with commas.
function split_list(s, p, n, i, depth, c, part) {
  n = depth = 0
  part = ""
  for (i = 1; i <= length(s) + 1; ++i) {
    c = i > length(s) ? "," : substr(s, i, 1)
    if (c ~ /[<(]/) ++depth
    if (c ~ /[>)]/) --depth
    if (c == "," && (depth == 0 || i > length(s))) {
      gsub(/^ +| +$/, "", part)
      if (part != "") p[++n] = part
      part = ""
    } else {
      part = part c
    }
  }
  return n
}

# Under its heading, unless that stands there already.
function emit(header, i, last, id, t) {
  if (heading[i] != "" && heading[i] != last) {
    id = header "_" name[i]
    sub(/\.hpp/, "", id)
    gsub(/[^A-Za-z0-9]+/, "_", id)
    if (used[id]++) id = id used[id]
    print "\n### " escaped(heading[i]) " {#" id "}\n"
    last = heading[i]
  } else {
    print ""
  }
  t = text[i]
  if (name[i] ~ /\./) t = "`" substr(name[i], index(name[i], ".") + 1) "`: " t
  gsub(/[ \n](Derivatives?:|Derivatives? of|Gradients?:|Gradient in|Adjoints of|Its[ \n]adjoint)/, "\n\n\001&", t)
  gsub(/\001[ \n]/, "", t)
  sub(/[ \n]Example: /, "\n\nExample: ", t)
  print markdown(t)
  return last
}
# Docstrings hold `code`, lists and indented code; nothing else in them is markup.
function markdown(t, lines, n, i, r) {
  n = split(t, lines, "\n")
  r = ""
  for (i = 1; i <= n; ++i) r = r (lines[i] ~ /^    / ? lines[i] : escaped(lines[i])) "\n"
  sub(/\n+$/, "", r)
  return r
}
function escaped(s, parts, n, i, r) {
  n = split(s, parts, "`")
  r = ""
  for (i = 1; i <= n; ++i) {
    if (i % 2 == 1) gsub(/[<>*@#$%_]/, "\\\\&", parts[i])
    r = r (i > 1 ? "`" : "") parts[i]
  }
  return r
}
