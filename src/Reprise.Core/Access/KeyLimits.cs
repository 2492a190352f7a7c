using System.IO.Enumeration;
using System.Text.Json.Serialization;

namespace Reprise.Access;

/// <summary>
/// What a key may do at the gateway beyond its role: whom it may ask, for how much and how often. A key that has these stands for a provider's own key in a client.
/// As JSON: snake_case. Lists of patterns allow what one of them fits; an empty list allows everything.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record KeyLimits
{
    private const int MostPatterns = 50;
    private const int MostBudgets = 8;
    private const int PatternLength = 200;

    /// <summary>Providers as configured; <c>*</c> stands for anything.</summary>
    public IReadOnlyList<string> Providers { get => field ?? []; init; } = [];

    /// <summary>Models as the client asks for them, aliases of routes included, such as <c>gpt-4o*</c>.</summary>
    public IReadOnlyList<string> Models { get => field ?? []; init; } = [];

    /// <summary>Paths below the provider, with a method before them or without: <c>/v1/chat/*</c>, <c>POST /v1/messages</c>.</summary>
    public IReadOnlyList<string> Endpoints { get => field ?? []; init; } = [];

    /// <summary>What it may cost; all of them hold at once.</summary>
    public IReadOnlyList<KeyBudget> Budgets { get => field ?? []; init; } = [];

    /// <summary>Calls in any minute; null for no limit.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>Tokens in any minute, sent and answered together; null for no limit. Counted when calls end, so those under way may go over.</summary>
    public long? TokensPerMinute { get; init; }

    [JsonIgnore]
    public bool SayNothing => Providers.Count + Models.Count + Endpoints.Count + Budgets.Count == 0 && RequestsPerMinute is null && TokensPerMinute is null;

    public bool AllowsProvider(string provider) => Fits(Providers, provider);

    public bool AllowsModel(string model) => Fits(Models, model);

    /// <summary>Whether a path may be called. What a server could read as another path must be allowed in that reading too.</summary>
    public bool AllowsEndpoint(string method, string path)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(path);
        if (Endpoints.Count == 0) return true;
        if (!FitsEndpoint(method, path)) return false;
        if (!path.Contains('%', StringComparison.Ordinal)) return true;
        var read = Uri.UnescapeDataString(path);
        return !read.Contains("..", StringComparison.Ordinal) && !read.Contains('%', StringComparison.Ordinal) && FitsEndpoint(method, read);
    }

    /// <summary>What is wrong with them, for people: the value and why; nothing when they can be used.</summary>
    public IEnumerable<(string Name, string Mistake)> Mistakes()
    {
        foreach (var (name, patterns) in (ReadOnlySpan<(string, IReadOnlyList<string>)>)[("providers", Providers), ("models", Models), ("endpoints", Endpoints)])
        {
            if (MistakeOf(patterns) is { } mistake) return [(name, mistake)];
        }

        if (Endpoints.FirstOrDefault(static pattern => !IsEndpoint(pattern)) is { } endpoint) return [("endpoints", $"has '{endpoint}', which is no path: expected '/v1/chat/*', or a method before it")];
        if (Budgets.Count > MostBudgets) return [("budgets", $"are more than {MostBudgets}")];
        if (Budgets.Any(static budget => budget is null || !budget.IsSound)) return [("budgets", "have an amount that is not between 0.000001 and 1,000,000,000 US dollars")];
        if (Budgets.Select(static budget => (budget.Per, budget.Then)).Distinct().Count() != Budgets.Count) return [("budgets", "have two for the same period that do the same")];
        if (RequestsPerMinute is < 1) return [("requests_per_minute", "must be at least 1")];
        if (TokensPerMinute is < 1) return [("tokens_per_minute", "must be at least 1")];
        return [];
    }

    private static string? MistakeOf(IReadOnlyList<string> patterns) =>
        patterns.Count > MostPatterns ? $"has more than {MostPatterns} patterns"
        : patterns.Any(static pattern => pattern is not { Length: > 0 and <= PatternLength } || pattern.Any(char.IsControl)) ? $"has a pattern that is not 1 to {PatternLength} characters"
        : null;

    private static bool IsEndpoint(string pattern)
    {
        var space = pattern.IndexOf(' ', StringComparison.Ordinal);
        return pattern.AsSpan(space + 1) is ['/' or '*', ..] && (space < 0 || (space > 0 && pattern.AsSpan(0, space).IndexOfAnyExceptInRange('A', 'Z') < 0));
    }

    private bool FitsEndpoint(string method, string path)
    {
        foreach (var pattern in Endpoints)
        {
            var space = pattern.IndexOf(' ', StringComparison.Ordinal);
            if (space >= 0 && !pattern.AsSpan(0, space).SequenceEqual(method)) continue;
            if (FileSystemName.MatchesSimpleExpression(pattern.AsSpan(space + 1), path, ignoreCase: false)) return true;
        }

        return false;
    }

    private static bool Fits(IReadOnlyList<string> patterns, string text)
    {
        if (patterns.Count == 0) return true;
        foreach (var pattern in patterns)
        {
            if (FileSystemName.MatchesSimpleExpression(pattern, text, ignoreCase: true)) return true;
        }

        return false;
    }
}

/// <summary>What a key may cost within a period.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record KeyBudget
{
    /// <summary>US dollars.</summary>
    public decimal Usd { get; init; }

    public BudgetPeriod Per { get; init; }

    /// <summary>What happens when it is spent.</summary>
    public BudgetAction Then { get; init; }

    [JsonIgnore]
    internal bool IsSound => Usd is >= 0.000001m and <= 1_000_000_000m && Enum.IsDefined(Per) && Enum.IsDefined(Then);
}

/// <summary>Periods begin at midnight UTC; weeks on Monday.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BudgetPeriod>))]
public enum BudgetPeriod
{
    [JsonStringEnumMemberName("month")]
    Month,
    [JsonStringEnumMemberName("day")]
    Day,
    [JsonStringEnumMemberName("week")]
    Week,

    /// <summary>As long as the key lives.</summary>
    [JsonStringEnumMemberName("total")]
    Total,
}

[JsonConverter(typeof(JsonStringEnumConverter<BudgetAction>))]
public enum BudgetAction
{
    /// <summary>Calls are refused until the period ends.</summary>
    [JsonStringEnumMemberName("stop")]
    Stop,

    /// <summary>Calls go on; the answers and the log say so.</summary>
    [JsonStringEnumMemberName("warn")]
    Warn,
}
