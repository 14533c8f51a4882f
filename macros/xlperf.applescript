-- Starts Python for the add-in on a Mac, in the background: Excel waits for this script, and Python
-- must be able to speak with Excel meanwhile. Every word is quoted; the names are hexadecimal digits.
on RunXlperf(parameterString)
	set AppleScript's text item delimiters to "|"
	set {interpreter, bootstrap, commandName, bookName, argument} to text items of parameterString
	set AppleScript's text item delimiters to ""
	do shell script quoted form of interpreter & " -E -P -B -X utf8 -c " & quoted form of bootstrap & " " & quoted form of commandName & " " & quoted form of bookName & " " & quoted form of argument & " > /dev/null 2>&1 &"
	return ""
end RunXlperf
