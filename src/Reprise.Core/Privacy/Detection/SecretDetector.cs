using Reprise.Privacy.Detection.Secrets;

namespace Reprise.Privacy.Detection;

/// <summary>Finds secrets by their type, and unknown ones by their entropy where a name beside them says what they are.</summary>
public sealed class SecretDetector : ITextDetector
{
    public void Find(ReadOnlySpan<char> text, List<TextFinding> into)
    {
        ArgumentNullException.ThrowIfNull(into);
        new SecretScan(text, into).Run();
    }
}
