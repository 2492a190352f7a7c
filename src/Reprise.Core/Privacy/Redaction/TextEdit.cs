namespace Reprise.Privacy.Redaction;

/// <summary>What is to stand in the place of something found.</summary>
/// <param name="Type">What was found.</param>
/// <param name="Start">In characters of the text as it was.</param>
/// <param name="Length">In characters.</param>
/// <param name="Replacement">What stands there from now on; may be empty.</param>
internal readonly record struct TextEdit(string Type, int Start, int Length, string Replacement)
{
    public int End => Start + Length;
}
