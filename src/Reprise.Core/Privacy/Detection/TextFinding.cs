namespace Reprise.Privacy.Detection;

/// <summary>Personal data or a secret in a text.</summary>
/// <param name="Type">One of <see cref="FindingTypes"/>, or a custom rule's name.</param>
/// <param name="Start">In UTF-16 characters.</param>
/// <param name="Length">In UTF-16 characters, at least 1.</param>
/// <param name="Confidence">0 to 1; checksums and fixed prefixes give 1.</param>
public readonly record struct TextFinding(string Type, int Start, int Length, double Confidence)
{
    public int End => Start + Length;
}
