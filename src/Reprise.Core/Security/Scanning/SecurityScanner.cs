using System.Buffers;
using System.Text;
using Reprise.Interactions;
using Reprise.Privacy.Detection;
using Reprise.Security.Injection;
using Reprise.Security.Leaks;
using Reprise.Security.Rules;
using Reprise.Security.Sensitivity;
using Reprise.Security.Tokens;

namespace Reprise.Security.Scanning;

/// <summary>
/// Scans what a call says with everything there is: the injection model, rules, tokens, personal data and secrets, entropy, leaks. Each part on its own: one that
/// fails is named and takes no other with it. Time is bounded by the length that is looked at. Safe for use from many threads.
/// </summary>
public sealed class SecurityScanner(IRuleScanner rules, InjectionModel model, Detector detector, SecurityOptions options)
{
    /// <summary>From this share of the system prompt on an answer repeats it.</summary>
    private const double LeakedShare = .4;

    private long _scans;
    private long _faults;

    public IRuleScanner Rules => rules;

    public InjectionModel Model => model;

    /// <summary>Calls and texts scanned, and those of which a part failed or was cut short.</summary>
    public (long Scans, long Faults) Counters => (Interlocked.Read(ref _scans), Interlocked.Read(ref _faults));

    /// <summary>Never throws but for want of memory.</summary>
    /// <param name="texts">What to look at.</param>
    /// <param name="redacted">What privacy took out before; its types count as found.</param>
    public SecurityFindings Scan(ScanTexts texts, PrivacyNote? redacted = null)
    {
        ArgumentNullException.ThrowIfNull(texts);
        Interlocked.Increment(ref _scans);
        var faults = new List<string>();
        var (asked, answer) = (Cut(texts.Asked, faults), Cut(texts.Answer, faults));
        var prompt = texts.Prompt.Length > options.MaxCharacters ? Cut(texts.Prompt, faults) : texts.Prompt;

        var entropy = Try("entropy", faults, () => PromptEntropy.Of(prompt));
        var injection = Try("injection", faults, () => Injection(prompt, asked));
        var found = Try("detection", faults, () => detector.Find(asked)) ?? [];
        var answered = answer.Length == 0 ? [] : Try("detection", faults, () => detector.Find(answer)) ?? [];
        var types = TypesOf(found, answered, redacted);
        var (level, reason) = Try("sensitivity", faults, () => SensitivityLevel.Of(types, asked.Length > 0 ? asked : answer));
        var findings = new SecurityFindings
        {
            PromptEntropy = entropy,
            InjectionScore = injection.Score,
            Injection = injection,
            Rules = Try("rules", faults, () => Matches(asked, answer, faults)) ?? [],
            Tokens = Try("tokens", faults, () => TokensOf(asked, answer)) ?? [],
            Types = [.. types.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Found = found,
            Sensitivity = level ?? SensitivityLevel.Public,
            SensitivityReason = reason,
            SystemPromptLeaked = texts.System.Length > 0 && answer.Length > 0 && Try("leaks", faults, () => SystemPromptLeak.Of(texts.System, answer)) >= LeakedShare,
            Faults = [.. faults.Distinct(StringComparer.Ordinal)],
        };
        if (faults.Count > 0) Interlocked.Increment(ref _faults);
        return findings;
    }

    private InjectionFinding Injection(string prompt, string asked)
    {
        var whole = model.Find(asked);
        // What tools returned may drown a short question, or the question what they returned.
        if (prompt.Length == 0 || prompt.Length >= asked.Length) return whole;
        var alone = model.Find(prompt);
        return alone.Score > whole.Score ? alone with { Start = alone.Start + Math.Max(0, asked.IndexOf(prompt, StringComparison.Ordinal)) } : whole;
    }

    private List<RuleMatch> Matches(string asked, string answer, List<string> faults)
    {
        var found = Scan(asked, faults);
        if (answer.Length == 0) return found;
        found.AddRange(Scan(answer, faults));
        return [.. found.DistinctBy(static match => match.Name).OrderBy(static match => match.Name, StringComparer.Ordinal)];
    }

    private List<RuleMatch> Scan(string text, List<string> faults)
    {
        if (text.Length == 0) return [];
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        try
        {
            var scan = rules.Scan(bytes.AsSpan(0, Encoding.UTF8.GetBytes(text, bytes)));
            if (scan.Fault is not null) faults.Add($"rules {scan.Fault}");
            return [.. scan.Matches];
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private static List<SuspiciousToken> TokensOf(string asked, string answer)
    {
        var tokens = TokenInspection.Of(asked);
        return answer.Length == 0 ? [.. tokens] : [.. tokens.Concat(TokenInspection.Of(answer)).DistinctBy(static token => token.Kind)];
    }

    private static List<string> TypesOf(IReadOnlyList<TextFinding> found, IReadOnlyList<TextFinding> answered, PrivacyNote? redacted)
    {
        const int mostOfOne = 100;
        var types = new List<string>(found.Count + answered.Count);
        foreach (var finding in found) types.Add(finding.Type);
        foreach (var finding in answered) types.Add(finding.Type);
        if (redacted is null) return types;
        foreach (var (type, count) in redacted.Counts) types.AddRange(Enumerable.Repeat(type, Math.Clamp(count, 0, mostOfOne)));
        return types;
    }

    /// <summary>The first three quarters and the end of what is too long: what somebody hides, he hides at either.</summary>
    private string Cut(string text, List<string> faults)
    {
        var most = options.MaxCharacters;
        if (text.Length <= most) return text;
        faults.Add(FormattableString.Invariant($"{most} characters of a longer text looked at"));
        var head = most / 4 * 3;
        return string.Concat(text.AsSpan(0, head), "\n", text.AsSpan(text.Length - (most - head - 1)));
    }

    private static T? Try<T>(string part, List<string> faults, Func<T> scan)
    {
        try
        {
            return scan();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The boundary: whatever one part thinks of a text from outside, the others go on, and the record is kept.
            faults.Add($"{part} failed ({e.GetType().Name})");
            return default;
        }
    }
}
