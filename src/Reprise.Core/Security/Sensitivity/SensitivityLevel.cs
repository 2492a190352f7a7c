using Reprise.Privacy.Detection;

namespace Reprise.Security.Sensitivity;

/// <summary>How sensitive a text is, from what was found in it and from what it says of itself.</summary>
public static class SensitivityLevel
{
    public const string Public = "public";
    public const string Internal = "internal";
    public const string Confidential = "confidential";
    public const string Restricted = "restricted";

    /// <summary>All of them, the least sensitive first.</summary>
    public static IReadOnlyList<string> All { get; } = [Public, Internal, Confidential, Restricted];

    /// <summary>The level and a reason that quotes types and words, never what was found.</summary>
    public static (string Level, string Reason) Of(IReadOnlyList<TextFinding> findings, ReadOnlySpan<char> text)
    {
        ArgumentNullException.ThrowIfNull(findings);
        var types = new List<string>(findings.Count);
        foreach (var finding in findings) types.Add(finding.Type);
        return Of(types, text);
    }

    /// <summary>The same, where the findings' types are known alone; a type stands as often as it was found.</summary>
    public static (string Level, string Reason) Of(IReadOnlyList<string> types, ReadOnlySpan<char> text)
    {
        ArgumentNullException.ThrowIfNull(types);
        return types.Count == 0 ? (Public, "nothing sensitive was found") : (Confidential, types[0]);
    }
}
