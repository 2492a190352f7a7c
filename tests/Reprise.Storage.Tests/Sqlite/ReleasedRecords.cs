using System.Globalization;
using System.Text;
using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Storage.Tests.Sqlite;

/// <summary>
/// What stands in the databases under <c>Goldens/released</c>, each written by the build that was current then. This may not change; a database of a new
/// version is written by <see cref="WriteAsync"/> and gets a number of its own.
/// </summary>
internal static class ReleasedRecords
{
    private static readonly DateTimeOffset s_start = new(2026, 3, 14, 21, 58, 30, TimeSpan.Zero);

    public static async Task WriteAsync(IInteractionStore store, CancellationToken cancellationToken)
    {
        await store.OpenAsync(cancellationToken);
        var all = Enumerable.Range(0, 90).Select(Recorded).ToArray();
        foreach (var batch in all.Chunk(25)) await store.AppendAsync(new StoreBatch { Interactions = batch }, cancellationToken);
        await store.AppendAsync(new StoreBatch { Facts = [.. Facts(all)] }, cancellationToken);
        await store.DeleteAsync(new InteractionQuery { Project = "default", Filter = new FieldFilter(FilterFields.Find("user")!, FilterOperator.Equal, "user-3") }, cancellationToken);
    }

    // About three days, in steps that grow, so that some share a minute and some an hour.
    private static RecordedInteraction Recorded(int i)
    {
        var timestamp = s_start.AddSeconds(i * (i + 1) * 33).AddMilliseconds(i * 7 % 1000);
        return new RecordedInteraction
        {
            Interaction = new Interaction
            {
                Id = Id($"interaction {i}"),
                Project = i % 10 == 9 ? "other" : "default",
                Timestamp = timestamp,
                Kind = i % 6 == 5 ? InteractionKind.Tool : InteractionKind.Llm,
                Status = (i % 8) switch { 3 => InteractionStatus.Error, 7 => InteractionStatus.Timeout, _ => InteractionStatus.Success },
                Dialect = "openai.chat",
                Provider = i % 2 == 0 ? "openai" : "anthropic",
                Model = i == 40 ? new string('m', 300) : i % 3 == 0 ? "model-a" : "model-b",
                HttpStatus = i % 8 == 3 ? 500 : 200,
                ErrorCode = i % 8 == 3 ? "server_error" : null,
                UserId = $"user-{i % 5}",
                SessionId = $"session-{i / 7}",
                Tags = i % 4 == 0 ? ["nightly", "ünï"] : [],
                Metadata = i % 3 == 0 ? $$"""{"customer":"c-{{i % 6}}"}""" : null,
                Usage = i % 9 == 8 ? null : new TokenUsage { PromptTokens = 100 + i, CompletionTokens = 10 + i, TotalTokens = 110 + (2 * i), CachedTokens = i % 4 == 0 ? 64 : null, CacheWriteTokens = i % 4 == 1 ? 5 : null },
                LatencyMs = 50 + (i * i),
                TtftMs = i % 2 == 0 ? 20 + i : null,
                CostUsd = i % 9 == 8 ? null : 0.000125m * (i + 1),
                QualityScore = i % 11 == 0 ? 0.5 : null,
                PromptPreview = $"Question {i}",
                ContentPreview = $"Answer {i}",
                RequestBytes = Request(i).Length,
                ResponseBytes = 20,
            },
            Request = new Body { Bytes = Request(i), ContentType = "application/json" },
            Response = new Body { Bytes = Encoding.UTF8.GetBytes("""{"answer":"certain"}"""), ContentType = "application/json" },
            ResponseHeaders = [new("x-request-id", string.Create(CultureInfo.InvariantCulture, $"req_{i}"))],
            SearchText = $"question number {i} answer certain",
        };
    }

    private static byte[] Request(int i) => Encoding.UTF8.GetBytes($$"""{"model":"m","messages":[{"role":"system","content":"You are asked about the weather in a town, and you answer in one word."},{"role":"user","content":"Question {{i}}"}]}""");

    private static IEnumerable<Fact> Facts(RecordedInteraction[] all)
    {
        foreach (var i in new[] { 0, 10, 20, 21, 30 })
        {
            var about = all[i].Interaction;
            var fact = new Fact { FactId = Id($"feedback {i}"), InteractionId = about.Id, Project = about.Project, Kind = FactKind.Feedback, Timestamp = about.Timestamp.AddMinutes(5), Value = i % 20 == 0 ? 1 : -1, Author = "tester" };
            yield return fact;
            yield return fact with { FactId = Id($"score {i}"), Kind = FactKind.Evaluation, Name = "quality_score", Value = i / 40.0 };
            yield return fact with { FactId = Id($"cost {i}"), Kind = FactKind.Correction, Name = "total_cost_usd", Value = 0.5 + i };
            yield return fact with { FactId = Id($"flag {i}"), Kind = FactKind.Flag, Value = null, Text = "look" };
            yield return fact with { FactId = Id($"label {i}"), Kind = FactKind.Label, Name = "topic", Value = null, Text = "billing" };
        }

        yield return new Fact { FactId = Id("waiting"), InteractionId = Id("not there"), Project = "default", Kind = FactKind.Flag, Timestamp = s_start };
    }

    private static InteractionId Id(string name) => InteractionId.FromForeign(name);
}
