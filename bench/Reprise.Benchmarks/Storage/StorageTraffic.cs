using System.Security.Cryptography;
using System.Text;
using Reprise.Interactions;

namespace Reprise.Benchmarks.Storage;

/// <summary>Made-up traffic for storage benchmarks: calls of about 1.5 KB with differing texts and answers of about 0.5 KB. The seed decides everything.</summary>
internal sealed class StorageTraffic(int seed)
{
    private static readonly string[] s_models = ["gpt-4o", "gpt-4o-mini", "claude-sonnet-4", "gemini-2.5-flash", "o3-mini", "mistral-large"];
    private static readonly string[] s_tags = ["nightly", "eu", "beta", "canary", "batch", "import"];
    private static readonly string[] s_types = ["support", "search", "summary", "code", "translation"];

    // A vocabulary of 20,000 made-up words, drawn so that few are common and many are rare, as in real text.
    private readonly string[] _words = MakeWords(20_000);
    private readonly Random _random = new(seed);
    private int _count;

    public static readonly DateTimeOffset Start = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);

    /// <summary>A word of the vocabulary; low numbers are common.</summary>
    public string Word(int rank) => _words[rank];

    public RecordedInteraction Next(string project = "default", double secondsApart = 0.9)
    {
        var timestamp = Start.AddSeconds(_count * secondsApart).AddMilliseconds(_random.Next(400));
        var number = _count++;
        var prompt = Text(180);
        var answer = Text(55);
        var model = s_models[Math.Min(s_models.Length - 1, (int)(-Math.Log(_random.NextDouble()) * 1.3))];
        var request = Encoding.UTF8.GetBytes($$"""{"model":"{{model}}","messages":[{"role":"system","content":"You are a careful assistant for the customers of our shop. Answer briefly."},{"role":"user","content":"{{prompt}}"}],"temperature":0.{{_random.Next(10)}}}""");
        var response = Encoding.UTF8.GetBytes($$$"""{"id":"chatcmpl-{{{_random.NextInt64():x}}}","object":"chat.completion","model":"{{{model}}}","choices":[{"index":0,"message":{"role":"assistant","content":"{{{answer}}}"},"finish_reason":"stop"}],"usage":{"prompt_tokens":{{{300 + _random.Next(90)}}},"completion_tokens":{{{80 + _random.Next(40)}}}}}""");
        var failed = _random.Next(60) == 0;
        var latency = (long)(400 * Math.Exp(Gauss() * 0.8));
        return new RecordedInteraction
        {
            Interaction = new Interaction
            {
                Id = InteractionId.At(timestamp),
                Project = project,
                Timestamp = timestamp,
                Kind = InteractionKind.Llm,
                Status = failed ? InteractionStatus.Error : InteractionStatus.Success,
                Name = "chat.completions",
                Provider = model[0] is 'g' or 'o' ? "openai" : "anthropic",
                Dialect = "openai.chat",
                Operation = "POST /v1/chat/completions",
                Model = model,
                ResponseModel = model + "-2026-01-01",
                HttpStatus = failed ? 429 : 200,
                ErrorCode = failed ? "rate_limit_exceeded" : null,
                UserId = $"user-{Skewed(5000)}",
                SessionId = $"session-{number / 12:x8}",
                TraceId = $"{_random.NextInt64():x16}{_random.NextInt64():x16}",
                PromptType = s_types[_random.Next(s_types.Length)],
                Tags = _random.Next(4) == 0 ? [s_tags[Skewed(s_tags.Length)]] : [],
                Metadata = _random.Next(3) == 0 ? $$"""{"customer":"c-{{Skewed(2000)}}"}""" : null,
                FinishReason = failed ? null : "stop",
                PromptPreview = prompt[..Interaction.PreviewLength],
                ContentPreview = answer[..Interaction.PreviewLength],
                Usage = new TokenUsage { PromptTokens = 300 + _random.Next(90), CompletionTokens = 80 + _random.Next(40), TotalTokens = 400 + _random.Next(90) },
                LatencyMs = latency,
                TtftMs = latency / 4,
                CostUsd = 0.000001m * _random.Next(200, 4000),
                PriceVersion = "2026-01-01",
                InputHash = Convert.ToHexStringLower(SHA256.HashData(request)),
                PromptHash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(prompt))),
                RequestBytes = request.Length,
                ResponseBytes = response.Length,
            },
            Request = new Body { Bytes = request, ContentType = "application/json" },
            Response = new Body { Bytes = response, ContentType = "application/json" },
            ResponseHeaders = [new("x-request-id", $"req_{_random.NextInt64():x16}")],
            SearchText = prompt + "\n" + answer,
        };
    }

    private string Text(int words)
    {
        var text = new StringBuilder(words * 8);
        for (var i = 0; i < words; i++)
        {
            if (i > 0) text.Append(i % 13 == 0 ? ". " : " ");
            text.Append(_words[Skewed(_words.Length)]);
        }

        return text.ToString();
    }

    private int Skewed(int count) => (int)(count * Math.Pow(_random.NextDouble(), 3.5));

    private double Gauss() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());

    private static string[] MakeWords(int count)
    {
        // As long as English words are: the common ones short.
        var random = new Random(1);
        var words = new HashSet<string>(StringComparer.Ordinal);
        while (words.Count < count)
        {
            var length = words.Count < 100 ? random.Next(2, 4) : words.Count < 1000 ? random.Next(3, 7) : random.Next(5, 10);
            words.Add(string.Concat(Enumerable.Range(0, length).Select(i => (i % 2 == 0 ? "bcdfglmnprstvw" : "aeiou")[random.Next(i % 2 == 0 ? 14 : 5)])));
        }

        return [.. words];
    }
}
