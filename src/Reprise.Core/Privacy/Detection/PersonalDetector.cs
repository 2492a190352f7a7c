namespace Reprise.Privacy.Detection;

/// <summary>Finds personal data: everything of <see cref="FindingTypes"/> but secrets.</summary>
public sealed class PersonalDetector : ITextDetector
{
    public void Find(ReadOnlySpan<char> text, List<TextFinding> into) => throw new NotSupportedException("Personal data is not detected yet.");
}
