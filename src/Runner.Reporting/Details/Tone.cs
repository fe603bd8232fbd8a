namespace Runner.Reporting;

/// <summary>What a piece of text means to the reader; the terminal makes a colour of it.</summary>
enum Tone
{
    Normal,
    Dim,
    Strong,
    Good,
    Bad,
    Warning,
    Accent,
}
