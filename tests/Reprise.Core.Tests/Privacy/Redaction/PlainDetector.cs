using System.Text.RegularExpressions;
using Reprise.Encryption;
using Reprise.Privacy.Detection;
using Reprise.Privacy.Policies;
using Reprise.Privacy.Redaction;

namespace Reprise.Core.Tests.Privacy.Redaction;

/// <summary>Finds what has a plain form: enough to see what becomes of what is found.</summary>
internal sealed partial class PlainDetector : ITextDetector
{
    public static Detector Detector { get; } = new([new PlainDetector()]);

    public void Find(ReadOnlySpan<char> text, List<TextFinding> into)
    {
        Add(Email(), FindingTypes.Email, text, into);
        Add(Card(), FindingTypes.Card, text, into);
        Add(Iban(), FindingTypes.Iban, text, into);
        Add(Key(), "secret.test_key", text, into);
        // Digits alone are a phone's only where the name beside them says so.
        Add(Phone(), FindingTypes.Phone, text, into);
        Add(NamedPhone(), FindingTypes.Phone, text, into, 7);
    }

    public static TextRedactor Text(PrivacyPolicy policy) => new(policy, Detector, new FixedSecrets(), "default");

    public static BodyRedactor Body(PrivacyPolicy policy) => new(policy, Text(policy), policy.HashUsers ? user => new UserPseudonyms(new FixedSecrets()).Of("default", user) : null);

    public static PrivacyPolicy All(RedactionMode mode) => new() { Name = "test", Redact = FindingTypes.All.ToDictionary(type => type, _ => mode) };

    private static void Add(Regex pattern, string type, ReadOnlySpan<char> text, List<TextFinding> into, int skip = 0)
    {
        foreach (var match in pattern.EnumerateMatches(text)) into.Add(new TextFinding(type, match.Index + skip, match.Length - skip, 1));
    }

    [GeneratedRegex(@"[a-z0-9.]+@[a-z0-9]+\.(?:com|org)", RegexOptions.NonBacktracking)]
    private static partial Regex Email();

    [GeneratedRegex(@"\b4[0-9]{3}[ -]?[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{4}\b", RegexOptions.NonBacktracking)]
    private static partial Regex Card();

    [GeneratedRegex(@"\bDE[0-9]{2}[ 0-9]{18,23}\b", RegexOptions.NonBacktracking)]
    private static partial Regex Iban();

    [GeneratedRegex(@"sk-test-[A-Za-z0-9]{16}", RegexOptions.NonBacktracking)]
    private static partial Regex Key();

    [GeneratedRegex(@"\+[0-9]{11,14}", RegexOptions.NonBacktracking)]
    private static partial Regex Phone();

    [GeneratedRegex(@"phone: [0-9]{10,14}", RegexOptions.NonBacktracking)]
    private static partial Regex NamedPhone();
}

/// <summary>Secrets that are the same in every run.</summary>
internal sealed class FixedSecrets : IProjectSecrets
{
    public ReadOnlyMemory<byte> Of(string project, string purpose) => System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{project}/{purpose}"));
}
