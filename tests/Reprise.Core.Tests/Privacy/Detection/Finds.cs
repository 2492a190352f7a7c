using Reprise.Privacy.Detection;

namespace Reprise.Core.Tests.Privacy.Detection;

/// <summary>What the detector of personal data finds in a text, for assertions.</summary>
internal static class Finds
{
    private static readonly Detector s_detector = new([new PersonalDetector()]);

    /// <summary>Type and text of every finding.</summary>
    public static IReadOnlyList<string> In(string text) => [.. s_detector.Find(text).Select(finding => $"{finding.Type}: {text.Substring(finding.Start, finding.Length)}")];

    /// <summary>The texts of the findings of one family.</summary>
    public static IReadOnlyList<string> Of(string family, string text) => [.. s_detector.Find(text).Where(finding => FindingTypes.FamilyOf(finding.Type) == family).Select(finding => text.Substring(finding.Start, finding.Length))];
}
