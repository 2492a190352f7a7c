using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;
using Reprise.Interactions;

namespace Reprise.Playback.Redaction;

/// <summary>
/// Takes credentials and personal data out of tapes: the built-in kinds, a JSON pointer to a value (<c>/metadata/customer</c>), and patterns of one's own
/// (<c>ticket=T-[0-9]+</c>). Remembers the values while it lives, so that one value has one placeholder on one tape: make one for each tape.
/// </summary>
public sealed partial class TapeRedaction : ITapeRedaction
{
    private const int MaxRules = 64;
    private const int MaxLength = 1000;
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(500);
    private static readonly Func<string, string, string> s_unnumbered = static (kind, _) => $"<{kind}>";

    private readonly Placeholders _placeholders = new();
    private readonly TextSearch _search;
    private readonly List<(string[] Pointer, string Kind)> _pointers;

    private TapeRedaction(IReadOnlyList<string> names, TextSearch search, List<(string[] Pointer, string Kind)> pointers) => (Names, _search, _pointers) = (names, search, pointers);

    /// <summary>The kinds that are taken out unless somebody says otherwise.</summary>
    public static IReadOnlyList<string> BuiltIn => BuiltInRules.Names;

    public IReadOnlyList<string> Names { get; }

    /// <summary>All built-in kinds.</summary>
    public static TapeRedaction CreateDefault() => TryCreate(BuiltIn, out var redaction, out var mistake) ? redaction : throw new InvalidOperationException(mistake);

    /// <param name="rules">Names of built-in kinds, JSON pointers, <c>name=pattern</c>.</param>
    /// <param name="redaction">The redaction when true.</param>
    /// <param name="mistake">What is wrong when false.</param>
    public static bool TryCreate(IEnumerable<string> rules, [NotNullWhen(true)] out TapeRedaction? redaction, [NotNullWhen(false)] out string? mistake)
    {
        var names = rules.Distinct(StringComparer.Ordinal).ToList();
        var own = new List<RedactionRule>();
        var pointers = new List<(string[] Pointer, string Kind)>();
        redaction = null;
        mistake = names.Count > MaxRules ? $"there are more than {MaxRules} rules of redaction" : null;
        foreach (var name in names)
        {
            if (name.Length is 0 or > MaxLength) mistake ??= $"a rule of redaction has 1 to {MaxLength} characters";
            else if (name[0] == '/') pointers.Add(([.. name[1..].Split('/').Select(static s => s.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))], "value"));
            else if (OwnRule().Match(name) is { Success: true } match) mistake ??= TryRead(match, own);
            else if (!BuiltIn.Contains(name, StringComparer.Ordinal)) mistake ??= $"'{TapeWords.Visible(name, 60)}' is no rule of redaction; expected one of {string.Join(", ", BuiltIn)}, a JSON pointer (/metadata/customer) or name=pattern (ticket=T-[0-9]+)";
        }

        if (mistake is not null) return false;
        var builtIn = BuiltInRules.All.Where(rule => names.Contains(rule.Kind, StringComparer.Ordinal));
        redaction = new TapeRedaction(names, new TextSearch([.. own, .. builtIn], names.Contains("secret", StringComparer.Ordinal)), pointers);
        return true;
    }

    /// <summary>What was done to a tape, by its header; null when nothing was, or nothing that is known here.</summary>
    public static TapeRedaction? Of(TapeHeader header)
    {
        ArgumentNullException.ThrowIfNull(header);
        var known = header.Redaction.Where(static name => TryCreate([name], out _, out _)).ToList();
        return known.Count > 0 && TryCreate(known, out var redaction, out _) ? redaction : null;
    }

    /// <summary>Counts on behind the placeholders of a tape that is added to. Which value had which is not known any more: it may get another.</summary>
    public void Continue(Tape tape)
    {
        ArgumentNullException.ThrowIfNull(tape);
        foreach (var entry in tape.Entries)
        {
            _placeholders.Continue(entry.Request.Path + entry.Request.Query);
            _placeholders.Continue(Encoding.UTF8.GetString(entry.Request.Body.Span));
            _placeholders.Continue(Encoding.UTF8.GetString(entry.Answer.Body.Span));
        }
    }

    public TapeRequest Redact(TapeRequest request) => Redact(request, _placeholders.For);

    public TapeRequest ForComparison(TapeRequest request)
    {
        var redacted = Redact(request, s_unnumbered);
        var body = redacted.Body;
        if (body.Span.IndexOf((byte)'<') >= 0 && System.Text.Unicode.Utf8.IsValid(body.Span)) body = Encoding.UTF8.GetBytes(Placeholders.WithoutNumbers(Encoding.UTF8.GetString(body.Span)));
        return redacted with { Path = Placeholders.WithoutNumbers(redacted.Path), Query = Placeholders.WithoutNumbers(redacted.Query), Body = body };
    }

    public TapeAnswer Redact(TapeAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var body = answer.Encoding is null ? RedactedBody.Of(answer.Body, _search, _pointers, _placeholders.For) : new RedactedBody(answer.Body, []);
        var headers = answer.Headers.Select(header => KeyValuePair.Create(header.Key, Redact(header.Value, _placeholders.For))).ToList();
        var count = body.Cuts.Count + headers.Zip(answer.Headers).Count(static pair => pair.First.Value != pair.Second.Value);
        return count == 0 ? answer : answer with { Body = body.Bytes, Headers = headers, Chunks = Fitted(answer.Chunks, body), Redacted = answer.Redacted + count };
    }

    /// <summary>How many things of which kind there are in an entry.</summary>
    internal IEnumerable<string> KindsIn(TapeEntry entry)
    {
        var kinds = new List<string>();
        Redact(entry.Request, Note);
        if (entry.Answer.Encoding is null) RedactedBody.Of(entry.Answer.Body, _search, _pointers, Note);
        foreach (var header in entry.Answer.Headers) Redact(header.Value, Note);
        return kinds;

        string Note(string kind, string value)
        {
            kinds.Add(kind);
            return "";
        }
    }

    private TapeRequest Redact(TapeRequest request, Func<string, string, string> nameOf)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request with { Path = Redact(request.Path, nameOf), Query = RedactQuery(request.Query, nameOf), Body = RedactedBody.Of(request.Body, _search, _pointers, nameOf).Bytes };
    }

    private string Redact(string text, Func<string, string, string> nameOf)
    {
        var findings = _search.In(text, null);
        for (var i = findings.Count - 1; i >= 0; i--)
            text = string.Concat(text.AsSpan(0, findings[i].Start), nameOf(findings[i].Kind, text.Substring(findings[i].Start, findings[i].Length)), text.AsSpan(findings[i].End));
        return text;
    }

    private string RedactQuery(string query, Func<string, string, string> nameOf) => query.Length < 2 ? query : TapeQuery.Join(TapeQuery.Parameters(query).Select(parameter =>
    {
        var plain = Uri.UnescapeDataString(parameter);
        var redacted = Redact(plain, nameOf);
        return redacted == plain ? parameter : redacted;
    }));

    /// <summary>The same pieces around what was replaced, so that events still arrive whole.</summary>
    private static IReadOnlyList<BodyChunk> Fitted(IReadOnlyList<BodyChunk> chunks, RedactedBody body)
    {
        var fitted = new List<BodyChunk>(chunks.Count);
        var (at, moved, cut, last) = (0, 0, 0, 0);
        foreach (var chunk in chunks)
        {
            at += chunk.Length;
            while (cut < body.Cuts.Count && body.Cuts[cut].Start < at)
            {
                var (start, end, length) = body.Cuts[cut++];
                moved += length - (end - start);
            }

            // Never in the middle of a placeholder: a piece that ended within the value now ends behind it.
            var edge = cut > 0 ? Math.Max(at, body.Cuts[cut - 1].End) : at;
            fitted.Add(new BodyChunk(edge + moved - last, chunk.DelayMs));
            last = edge + moved;
        }

        return ChunkFit.To(fitted, body.Bytes.Length);
    }

    private static string? TryRead(Match match, List<RedactionRule> own)
    {
        var (kind, pattern) = (match.Groups["name"].Value, match.Groups["pattern"].Value);
        if (BuiltIn.Contains(kind, StringComparer.Ordinal) || kind == "value") return $"'{kind}' is the name of a built-in rule of redaction; take another";
        try
        {
            own.Add(new RedactionRule(kind, Compile(pattern)));
            return null;
        }
        catch (ArgumentException)
        {
            return $"the pattern of '{kind}' is no regular expression";
        }
    }

    /// <summary>In linear time where the pattern allows it, else bounded.</summary>
    private static Regex Compile(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, s_patience);
        }
        catch (NotSupportedException)
        {
            return new Regex(pattern, RegexOptions.CultureInvariant, s_patience);
        }
    }

    [GeneratedRegex("^(?<name>[a-z][a-z0-9-]{0,39})=(?<pattern>.+)$", RegexOptions.CultureInvariant | RegexOptions.Singleline, 1000)]
    private static partial Regex OwnRule();
}
