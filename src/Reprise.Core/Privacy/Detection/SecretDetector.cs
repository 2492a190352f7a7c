namespace Reprise.Privacy.Detection;

/// <summary>Finds secrets by their type, and unknown ones by their entropy where a name beside them says what they are.</summary>
public sealed class SecretDetector : ITextDetector
{
    public void Find(ReadOnlySpan<char> text, List<TextFinding> into) => throw new NotSupportedException("Secrets are not detected yet.");
}
