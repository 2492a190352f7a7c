using System.Globalization;
using Reprise.Privacy.Detection;

namespace Reprise.Security.Sensitivity;

/// <summary>How sensitive a text is, from what was found in it and from what it says of itself.</summary>
public static class SensitivityLevel
{
    public const string Public = "public";
    public const string Internal = "internal";
    public const string Confidential = "confidential";
    public const string Restricted = "restricted";

    /// <summary>Personal data of this many finds is a list of people.</summary>
    private const int Many = 20;

    /// <summary>All of them, the least sensitive first.</summary>
    public static IReadOnlyList<string> All { get; } = [Public, Internal, Confidential, Restricted];

    /// <summary>The level and a reason that quotes types and words, never what was found.</summary>
    public static (string Level, string Reason) Of(IReadOnlyList<TextFinding> findings, ReadOnlySpan<char> text)
    {
        ArgumentNullException.ThrowIfNull(findings);
        if (findings.Count == 0) return Of((IReadOnlyList<string>)[], text);
        var types = new List<string>(findings.Count);
        foreach (var finding in findings) types.Add(finding.Type);
        return Of(types, text);
    }

    /// <summary>The same, where the findings' types are known alone; a type stands as often as it was found.</summary>
    public static (string Level, string Reason) Of(IReadOnlyList<string> types, ReadOnlySpan<char> text)
    {
        ArgumentNullException.ThrowIfNull(types);
        var (level, reason) = OfTypes(types);
        var (said, word) = SensitiveWords.Of(text);
        if (said > level) return (All[said], $"says \"{word}\"");
        return level == 0 ? (Public, "nothing sensitive was found") : (All[level], reason);
    }

    private static (int Level, string Reason) OfTypes(IReadOnlyList<string> types)
    {
        var (level, reason, personal) = (0, "", 0);
        var (named, described) = (false, false);
        foreach (var type in types)
        {
            var family = FindingTypes.FamilyOf(type);
            var own = family switch
            {
                FindingTypes.Secret or FindingTypes.UrlCredentials or FindingTypes.Card or FindingTypes.NationalId => 3,
                FindingTypes.Iban or FindingTypes.DateOfBirth or FindingTypes.Address or FindingTypes.Wallet => 2,
                _ => 1,
            };
            if (own > level) (level, reason) = (own, $"holds {type}");
            if (family is not (FindingTypes.Secret or FindingTypes.Ip or FindingTypes.Mac)) personal++;
            named |= family is FindingTypes.Name;
            described |= family is FindingTypes.Phone or FindingTypes.Email or FindingTypes.Address or FindingTypes.DateOfBirth;
        }

        if (level < 3 && personal >= Many) return (3, string.Create(CultureInfo.InvariantCulture, $"holds {personal} pieces of personal data"));
        // A person who can be reached says more than a name or an address alone.
        if (level < 2 && named && described) return (2, "holds a name and how to reach the person");
        return (level, reason);
    }
}
