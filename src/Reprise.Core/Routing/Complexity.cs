using System.Globalization;
using System.Text.RegularExpressions;

namespace Reprise.Routing;

/// <summary>
/// How much a request seems to ask for, 0 to 100, added up from what can be counted: no model is asked, the same request always has the same score, and each part says what
/// it is for. It is a guess from the surface; <c>docs/routing.md</c> has the weights, and the report of a route has what became of them.
/// </summary>
public static partial class Complexity
{
    private const int ReadMost = 20_000;

    private static readonly string[] s_code = ["```", "def ", "class ", "function ", "#include", "SELECT ", "=> ", "();", "{\n", "import ", "public ", "return ", "Traceback", "Exception", "</"];

    /// <summary>Words that ask for thought rather than for an answer; stems, so that forms of them count.</summary>
    private static readonly string[] s_reasoning =
    [
        "step by step", "prove", "proof", "derive", "analy", "compare", "contrast", "evaluat", "design", "architect", "refactor", "optimi", "debug", "trade-off", "tradeoff", "why ", "explain how",
        "plan", "strateg", "justify", "reason", "implement", "algorithm", "root cause", "hypothes", "estimate", "schritt für schritt", "beweis", "analys", "vergleich", "begründ", "entwirf", "étape par étape",
        "démontre", "compar", "paso a paso", "demuestra", "diseña", "证明", "分析", "比较", "设计", "步骤",
    ];

    private static readonly string[] s_demands = ["must", "should", "at least", "at most", "exactly", "only ", "without ", "do not", "don't", "ensure", "constraint", "require", "format", "muss", "nicht mehr als", "doit", "debe"];

    /// <param name="prompt">The last user text.</param>
    /// <param name="context">Characters of everything else: system prompt, conversation, documents.</param>
    /// <param name="tools">Tools offered.</param>
    public static ComplexityScore Of(string? prompt, long context, int tools)
    {
        var text = prompt ?? "";
        if (text.Length > ReadMost) text = text[..ReadMost];
        ComplexityPart[] parts =
        [
            Part("length", Growing(prompt?.Length ?? 0, 200, 8_000, 20), $"{prompt?.Length ?? 0:N0} characters"),
            Part("code", Math.Min(15, (text.Contains("```", StringComparison.Ordinal) ? 10 : 0) + (Count(text, s_code, StringComparison.Ordinal) * 3)), "signs of code"),
            Part("reasoning", Math.Min(25, Count(text, s_reasoning, StringComparison.OrdinalIgnoreCase) * 8), "words that ask for thought"),
            Part("questions", Math.Min(8, Math.Max(0, text.Count(static c => c is '?' or '？' or '؟') - 1) * 3), "questions beyond the first"),
            Part("demands", Math.Min(15, (Count(text, s_demands, StringComparison.OrdinalIgnoreCase) * 2) + (ListItem().Count(text) * 2)), "demands and items of lists"),
            Part("tools", tools == 0 ? 0 : Math.Min(7, 3 + tools), $"{tools:N0} tools"),
            Part("context", Growing(context, 2_000, 100_000, 10), $"{context:N0} characters around it"),
        ];
        return new ComplexityScore(Math.Min(100, parts.Sum(static part => part.Points)), parts);
    }

    private static ComplexityPart Part(string name, int points, FormattableString why) => new(name, points, why.ToString(CultureInfo.InvariantCulture));

    private static ComplexityPart Part(string name, int points, string why) => new(name, points, why);

    /// <summary>Nothing up to the first bound, all at the second, and in between by how often it has doubled.</summary>
    private static int Growing(long length, int from, int to, int most) =>
        length <= from ? 0 : length >= to ? most : (int)Math.Round(most * Math.Log2((double)length / from) / Math.Log2((double)to / from));

    /// <summary>How many different ones of these stand in the text.</summary>
    private static int Count(string text, string[] words, StringComparison how)
    {
        var count = 0;
        foreach (var word in words)
        {
            if (text.Contains(word, how)) count++;
        }

        return count;
    }

    [GeneratedRegex(@"^\s{0,8}(?:[-*•]|\d{1,3}[.)])\s", RegexOptions.Multiline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ListItem();
}

/// <param name="Score">0 to 100.</param>
/// <param name="Parts">What it is made of.</param>
public sealed record ComplexityScore(int Score, IReadOnlyList<ComplexityPart> Parts)
{
    /// <summary>In one line: the score and the parts that count.</summary>
    public override string ToString() => Parts.Any(static part => part.Points > 0)
        ? string.Create(CultureInfo.InvariantCulture, $"complexity {Score} ({string.Join(", ", Parts.Where(static part => part.Points > 0).Select(static part => string.Create(CultureInfo.InvariantCulture, $"{part.Name} {part.Points}")))})")
        : "complexity 0";
}

/// <param name="Name">What was counted.</param>
/// <param name="Points">What it adds.</param>
/// <param name="Why">How much of it there was.</param>
public sealed record ComplexityPart(string Name, int Points, string Why);
