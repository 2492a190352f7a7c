using System.Text;
using System.Text.Json;
using Reprise.Calls;
using Reprise.Embeddings;
using Reprise.Evaluation;
using Reprise.Interactions;

namespace Reprise.Core.Tests.Evaluation;

/// <summary>Recorded calls with an answer of our choosing, and what is asked of them.</summary>
internal static class Answered
{
    public static RecordedInteraction Record(string? content, string finishReason = "stop", string? toolCalls = null, Func<Interaction, Interaction>? change = null) =>
        Raw($$"""{"id":"c1","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":{{JsonSerializer.Serialize(content)}}{{(toolCalls is null ? "" : $",\"tool_calls\":{toolCalls}")}}},"finish_reason":"{{finishReason}}"}]}""", change);

    public static RecordedInteraction Raw(string body, Func<Interaction, Interaction>? change = null) => new()
    {
        Interaction = (change ?? (static i => i))(new Interaction
        {
            Id = InteractionId.At(DateTimeOffset.UnixEpoch.AddDays(20_000)), Project = "p", Timestamp = DateTimeOffset.UnixEpoch.AddDays(20_000), Kind = InteractionKind.Llm,
            Status = InteractionStatus.Success, Dialect = "openai.chat", Operation = "POST /v1/chat/completions", HttpStatus = 200, Provider = "openai", Model = "m",
        }),
        Request = new Body { Bytes = """{"model":"m","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"What is 6 times 7?"}]}"""u8.ToArray(), ContentType = "application/json" },
        Response = new Body { Bytes = Encoding.UTF8.GetBytes(body), ContentType = "application/json" },
    };

    public static EvaluationCase With(string? content, string? expected = null, string? reference = null) =>
        EvaluationCase.Of(Record(content), expected, reference is null ? null : Record(reference));

    public static Task<Score> ScoreAsync(string evaluator, string? content, string? expected = null, string? reference = null) => ScoreAsync(evaluator, With(content, expected, reference));

    public static async Task<Score> ScoreAsync(string evaluator, EvaluationCase subject) => await Make(evaluator).ScoreAsync(subject, TestContext.Current.CancellationToken);

    public static IEvaluator Make(string evaluator, ICallSender? sender = null) => new Evaluators(new LetterEmbedder(), sender ?? new NoSender()).Create(EvaluatorSpec.Parse(evaluator), "p");

    /// <summary>Two texts are alike by the letters they hold.</summary>
    private sealed class LetterEmbedder : IEmbedder
    {
        public EmbedderIdentity Identity { get; } = new("letters", "1", 26);

        public int LongestText => 1000;

        public ValueTask EmbedAsync(ReadOnlyMemory<string> texts, Memory<float> vectors, CancellationToken cancellationToken)
        {
            for (var i = 0; i < texts.Length; i++)
            {
                var vector = vectors.Span.Slice(i * 26, 26);
                vector.Clear();
                foreach (var c in texts.Span[i].ToLowerInvariant().Where(char.IsAsciiLetterLower)) vector[c - 'a']++;
                var length = MathF.Sqrt(vector.ToArray().Sum(static v => v * v));
                if (length > 0) for (var v = 0; v < 26; v++) vector[v] /= length;
            }

            return ValueTask.CompletedTask;
        }
    }

    private sealed class NoSender : ICallSender
    {
        public IReadOnlyList<CallTarget> Targets => [];

        public Task<RecordedInteraction> SendAsync(OutgoingCall call, CancellationToken cancellationToken) => throw new CallRefusedException("Nobody is called here.");
    }
}
