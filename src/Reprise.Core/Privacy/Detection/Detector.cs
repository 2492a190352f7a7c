namespace Reprise.Privacy.Detection;

/// <summary>Finds personal data and secrets in a text, with all detectors together. Safe for use from many threads.</summary>
public sealed class Detector(IReadOnlyList<ITextDetector> detectors)
{
    /// <summary>Everything that is built in.</summary>
    public static Detector BuiltIn { get; } = new([new PersonalDetector(), new SecretDetector()]);

    /// <summary>What is found, in the order of the text, without overlaps: of two that overlap the surer one stays, then the longer one.</summary>
    public IReadOnlyList<TextFinding> Find(ReadOnlySpan<char> text) => throw new NotSupportedException($"{detectors.Count} detectors are not joined yet.");
}
