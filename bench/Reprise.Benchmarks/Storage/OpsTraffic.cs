using System.Globalization;
using Reprise.Interactions;

namespace Reprise.Benchmarks.Storage;

/// <summary>
/// Interactions in the shape of two recorded hours of production traffic (when they came, how many tokens went in and out), played again and again until there are
/// as many as asked for, and stretched over ninety days. Models, users, outcomes and prices are made up; the seed decides them. No bodies, few words.
/// </summary>
internal sealed class OpsTraffic
{
    public const int Days = 90;
    public const int Users = 5000;

    private static readonly (string Provider, string Model, decimal In, decimal Out)[] s_models =
    [
        ("openai", "gpt-4o", 2.5m, 10m), ("openai", "gpt-4o-mini", 0.15m, 0.6m), ("anthropic", "claude-sonnet-4", 3m, 15m), ("google", "gemini-2.5-flash", 0.3m, 2.5m),
        ("openai", "o3-mini", 1.1m, 4.4m), ("mistral", "mistral-large", 2m, 6m), ("anthropic", "claude-haiku-3.5", 0.8m, 4m), ("openai", "gpt-4.1", 2m, 8m),
    ];

    private static readonly (InteractionStatus Status, int Http, string Code)[] s_failures =
    [
        (InteractionStatus.Error, 429, "rate_limit_exceeded"), (InteractionStatus.Error, 500, "server_error"), (InteractionStatus.Timeout, 504, "upstream_timeout"),
        (InteractionStatus.Error, 400, "context_length_exceeded"), (InteractionStatus.Cancelled, 200, "client_closed"),
    ];

    private static readonly string[] s_countries = ["DE", "US", "IN"];
    private static readonly string[] s_tags = ["nightly", "eu", "beta", "canary", "batch", "import"];

    private readonly (double At, int Context, int Generated, bool IsCode)[] _trace;
    private readonly StorageTraffic _words = new(seed: 1);
    private readonly Random _random;
    private readonly long _total;
    private readonly DateTimeOffset _start;
    private long _count;

    /// <param name="folder">Where the two traces lie.</param>
    /// <param name="total">How many interactions ninety days are to hold.</param>
    /// <param name="end">When the ninety days end.</param>
    /// <param name="seed">Decides everything else.</param>
    public OpsTraffic(string folder, long total, DateTimeOffset end, int seed)
    {
        var requests = Read(Path.Combine(folder, "AzureLLMInferenceTrace_code.csv"), true).Concat(Read(Path.Combine(folder, "AzureLLMInferenceTrace_conv.csv"), false)).OrderBy(request => request.Time).ToArray();
        var (first, length) = (requests[0].Time, (requests[^1].Time - requests[0].Time).TotalSeconds + 1);
        _trace = [.. requests.Select(request => ((request.Time - first).TotalSeconds / length, request.Context, request.Generated, request.IsCode))];
        (_random, _total, _start) = (new Random(seed), total, end.AddDays(-Days));
    }

    /// <summary>A word that many have, or few; low ranks are common.</summary>
    public string Word(int rank) => _words.Word(rank);

    public RecordedInteraction Next()
    {
        var (loop, index) = Math.DivRem(_count, _trace.Length);
        var (at, context, generated, isCode) = _trace[(int)index];
        var timestamp = _start.AddDays(Math.Min(Days - 0.00001, Days * (double)_trace.Length / _total * (loop + at)));
        var (provider, model, priceIn, priceOut) = s_models[Math.Min(s_models.Length - 1, (int)(-Math.Log(1 - _random.NextDouble()) * 2))];
        var failure = _random.Next(40) == 0 ? s_failures[_random.Next(s_failures.Length)] : default;
        var ttft = (long)((120 + (context * 0.05)) * Math.Exp(Gauss() * 0.35));
        var latency = ttft + (long)(generated * 18 * Math.Exp(Gauss() * 0.25));
        var words = $"{_words.Word(Skewed(20_000))} {_words.Word(Skewed(20_000))} {_words.Word(Skewed(20_000))} {_words.Word(Skewed(20_000))} {_words.Word(Skewed(20_000))} {_words.Word(Skewed(20_000))}";
        return new RecordedInteraction
        {
            Interaction = new Interaction
            {
                Id = InteractionId.At(timestamp),
                Project = "default",
                Timestamp = timestamp,
                Kind = InteractionKind.Llm,
                Status = failure.Status,
                Name = "chat.completions",
                Provider = provider,
                Dialect = "openai.chat",
                Operation = "POST /v1/chat/completions",
                Model = model,
                ResponseModel = model + "-2026-01-01",
                HttpStatus = failure.Http == 0 ? 200 : failure.Http,
                ErrorCode = failure.Code,
                UserId = string.Create(CultureInfo.InvariantCulture, $"user-{Skewed(Users)}"),
                SessionId = string.Create(CultureInfo.InvariantCulture, $"session-{_count++ / 8:x8}"),
                PromptType = isCode ? "code" : "chat",
                Country = s_countries[Math.Min(2, Skewed(4))],
                Tags = _random.Next(4) == 0 ? [s_tags[Skewed(s_tags.Length)]] : [],
                Streamed = !isCode,
                FinishReason = failure.Code is not null ? null : generated > 600 ? "length" : "stop",
                PromptPreview = words,
                Usage = new TokenUsage { PromptTokens = context, CompletionTokens = generated, TotalTokens = context + generated, CachedTokens = _random.Next(3) == 0 ? context / 2 : null },
                LatencyMs = latency,
                TtftMs = isCode ? null : ttft,
                CostUsd = ((context * priceIn) + (generated * priceOut)) / 1_000_000m,
                PriceVersion = "2026-01-01",
                RequestBytes = 200 + (context * 4),
                ResponseBytes = 150 + (generated * 5),
            },
            SearchText = words,
        };
    }

    private int Skewed(int count) => (int)(count * Math.Pow(_random.NextDouble(), 3.5));

    private double Gauss() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());

    private static IEnumerable<(DateTime Time, int Context, int Generated, bool IsCode)> Read(string path, bool isCode) =>
        File.ReadLines(path).Skip(1).Select(line => line.Split(',')).Where(cells => cells.Length == 3).Select(cells =>
            (DateTime.Parse(cells[0][..23], CultureInfo.InvariantCulture), int.Parse(cells[1], CultureInfo.InvariantCulture), int.Parse(cells[2], CultureInfo.InvariantCulture), isCode));
}
