using System.Globalization;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Reprise.Documents;
using Reprise.Interactions;
using Reprise.Server.Ingest;
using Reprise.Store;
using Reprise.Wire;

namespace Reprise.Server.Tests.BadInput;

/// <summary>
/// Text of any kind through the readers of what people and programs write: the filter language, records, and bodies of many records. Nothing throws, and what
/// was read once is read the same again. REPRISE_FUZZ_CASES sets how many (default 2,000), REPRISE_FUZZ_SEED repeats a run.
/// </summary>
public sealed class ParserFuzzSpec
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private static readonly string[] s_words =
        ["model", "status", ":", ">", "<=", "..", "(", ")", ",", "\"", "\\", "-", "NOT ", " OR ", " AND ", "*", "latency_ms", "tag", "since:", "24h", "metadata.", "label.", "cost_usd", "1e999", "-1", "2026-01-02",
         "gpt-4o", "\u0000", "\ud83d", "\u202E", "漢字", " ", "''", "id:", "error", "flagged:true", "0.5", "99999999999999999999"];

    private static readonly string[] s_names =
        ["interaction_id", "id", "timestamp", "kind", "name", "status", "model", "request", "response", "prompt", "messages", "role", "content", "context", "metadata", "tags", "metrics", "prompt_tokens", "latency_ms",
         "total_cost_usd", "cache", "bodies", "base64", "text", "chunks", "response_headers", "evaluation", "quality_score", "feedback", "security", "privacy", "labels", "facts", "file_metadata", "tool_calls", "record_error",
         "", "\\u0000", "\\ud83d", "\u00FC"];

    private static readonly string[] s_values =
        ["null", "true", "-1", "0.25", "1e999", "\"\"", "\"llm\"", "\"success\"", "\"2026-01-01T00:00:00Z\"", "\"0001-01-01\"", "\"half \\ud83d\"", "\"\\u0000\"", "\"aGk=\"", "\"reprise\"", "99999999999999999999", "[]", "{}"];

    private readonly DocumentReader _reader = new(DialectCatalog.FindByName, TimeProvider.System);
    private readonly DocumentWriter _writer = new(DialectCatalog.FindByName);

    private static readonly int s_cases = Setting("REPRISE_FUZZ_CASES") ?? 2000;
    private static readonly ulong s_seed = (ulong)(Setting("REPRISE_FUZZ_SEED") ?? System.Random.Shared.Next());

    [Fact]
    public void Any_text_is_a_filter_or_a_mistake_with_a_place()
    {
        var text = Gen.OneOf(ArbMap.Default.GeneratorFor<string>().Select(s => s ?? ""), Gen.Elements(s_words).ListOf().Select(words => string.Concat(words)));
        Check(text, words =>
        {
            var reading = FilterParser.Parse(words, s_now);
            if (reading.Filter is null)
            {
                reading.Error.ShouldNotBeNull();
                reading.Error.Position.ShouldBeInRange(0, FilterParser.MaxLength);
                reading.Error.Message.ShouldNotBeNullOrEmpty();
                return;
            }

            reading.Error.ShouldBeNull();
            // What it means is the same every time, and it can be asked of any record.
            FilterText.Of(FilterParser.Parse(words, s_now).Filter!).ShouldBe(FilterText.Of(reading.Filter));
        });
    }

    [Fact]
    public void A_filter_written_out_is_read_back_as_itself()
    {
        var text = Gen.Elements(s_words).ListOf().Select(words => string.Concat(words));
        Check(text, words =>
        {
            if (FilterParser.Parse(words, s_now).Filter is not { } filter) return;
            var written = FilterText.Of(filter);
            var again = FilterParser.Parse(written, s_now);
            again.Error.ShouldBeNull($"'{words}' is written '{written}'");
            FilterText.Of(again.Filter!).ShouldBe(written, $"of '{words}'");
        });
    }

    [Fact]
    public void Any_JSON_is_a_record_or_a_mistake_and_a_record_comes_back_as_it_went()
    {
        Check(Object(4), json =>
        {
            var read = _reader.Read(Encoding.UTF8.GetBytes(json), Projects.Default);
            if (read.Record is not { } record)
            {
                read.Mistake.ShouldNotBeNullOrEmpty(json);
                return;
            }

            var written = Written(record);
            var again = _reader.Read(written, Projects.Default);
            again.Mistake.ShouldBeNull($"{json} was written {Encoding.UTF8.GetString(written)}");
            again.Record!.Interaction.Id.ShouldBe(record.Interaction.Id, json);
            Encoding.UTF8.GetString(Written(again.Record)).ShouldBe(Encoding.UTF8.GetString(written), json);
        });
    }

    [Fact]
    public void Any_bytes_are_cut_into_records_without_an_exception()
    {
        var pieces = Gen.OneOf(Object(2).Select(Encoding.UTF8.GetBytes), ArbMap.Default.GeneratorFor<byte[]>().Select(b => b ?? []), Gen.Elements("\n", "\r\n", ",", "[", "]", "{", "\"", "\uFEFF", "\\").Select(Encoding.UTF8.GetBytes));
        Check(pieces.ListOf().Select(parts => parts.SelectMany(p => p).ToArray()), bytes =>
        {
            foreach (var slice in RecordSlices.Json(bytes)) Read(slice);
            foreach (var slice in RecordSlices.LinesAsync(new MemoryStream(bytes), 1000, CancellationToken.None).ToBlockingEnumerable()) Read(slice);
        });

        void Read(RecordSlice slice)
        {
            slice.Line.ShouldBeGreaterThan(0);
            if (slice.Mistake is not null) return;
            var read = _reader.Read(slice.Bytes, Projects.Default);
            (read.Record is null).ShouldBe(read.Mistake is not null);
        }
    }

    private static int? Setting(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    private static void Check<T>(Gen<T> values, Action<T> property)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {s_seed}, {s_cases} cases");
        var config = Config.QuickThrowOnFailure.WithMaxTest(s_cases).WithReplay(s_seed, 1).WithQuietOnSuccess(true);
        Prop.ForAll(values.ToArbitrary(), property).Check(config);
    }

    /// <summary>JSON objects with the names and values a record knows, in places it does not expect.</summary>
    private static Gen<string> Object(int depth) =>
        from count in Gen.Choose(0, 6)
        from members in Gen.Elements(s_names).SelectMany(_ => Value(depth - 1), (name, value) => $"\"{name}\":{value}").ListOf(count)
        select "{" + string.Join(',', members) + "}";

    private static Gen<string> Value(int depth) => depth <= 0
        ? Gen.Elements(s_values)
        : Gen.Frequency((3, Gen.Elements(s_values)), (2, Object(depth)), (1, Gen.Choose(0, 3).SelectMany(count => Value(depth - 1).ListOf(count)).Select(items => "[" + string.Join(',', items) + "]")));

    private byte[] Written(RecordedInteraction record) => JsonSerializer.SerializeToUtf8Bytes(_writer.Write(record, bodies: true), DocumentJson.Default.InteractionDocument);
}
