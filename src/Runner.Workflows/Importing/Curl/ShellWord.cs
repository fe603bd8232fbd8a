namespace Runner.Workflows.Importing;

/// <summary>A word of a command line as the program gets it, and where it begins.</summary>
/// <param name="Text">The text; a shell's variables are marked expressions in it.</param>
/// <param name="Offset">Where it begins in the source.</param>
readonly record struct ShellWord(string Text, int Offset);
