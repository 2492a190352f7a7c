using System.Text;
using Reprise.Interactions;
using Reprise.Proof.Chain;

namespace Reprise.Storage.Tests.Proof;

/// <summary>What is hashed. It must never change for what is on record.</summary>
public sealed class CanonicalFormTests
{
    [Fact]
    public void Every_column_is_in_it()
    {
        var full = Samples.Full(1);
        var (columns, bodies) = (Columns(full), Bodies(full));
        foreach (var property in typeof(Interaction).GetProperties().Where(static property => property.CanWrite))
        {
            var changed = full with { Interaction = full.Interaction with { } };
            property.SetValue(changed.Interaction, Other(property.PropertyType, property.GetValue(full.Interaction)));
            (Columns(changed) != columns || Bodies(changed) != bodies).ShouldBeTrue($"{property.Name} is not proven");
        }
    }

    [Fact]
    public void Everything_that_bodies_are_is_in_it()
    {
        var full = Samples.Full(1);
        var bodies = Bodies(full);
        RecordedInteraction[] others =
        [
            full with { Request = null }, full with { Response = null }, full with { ResponseHeaders = [] }, full with { ResponseHeaders = [.. full.ResponseHeaders.Reverse()] },
            full with { Request = full.Request! with { ContentType = "x" } }, full with { Request = full.Request! with { ContentEncoding = "x" } }, full with { Request = full.Request! with { Bytes = new byte[] { 1 } } },
            full with { Response = full.Response! with { Chunks = [] } }, full with { Request = full.Response, Response = full.Request },
        ];
        others.ShouldAllBe(other => Bodies(other) != bodies);
    }

    [Fact]
    public void It_is_written_in_one_way_for_ever()
    {
        var record = Samples.Full(1) with { };
        var id = InteractionId.Parse("019cec37-b600-7000-b0df-3d15d915abc4");
        var i = record.Interaction with
        {
            Id = id, ErrorMessage = "a\"b\\c\n\u0001 \ud83d\ude00 ça \ud800", Cache = record.Interaction.Cache! with { SourceInteractionId = id }, Replay = new ReplayOrigin(id, "r"),
        };
        Columns(record with { Interaction = i }).ShouldBe(
            """
            {"interaction_id":"019cec37-b600-7000-b0df-3d15d915abc4","project":"default","timestamp_ms":1773489601123,"kind":"tool","status":"timeout","name":"get_weather","provider":"openai","dialect":"openai.chat","operation":"POST /v1/chat/completions","model":"gpt-4o","response_model":"gpt-4o-2024-08-06","http_status":504,"error_code":"upstream_timeout","error_message":"a\"b\\c\u000a\u0001 😀 ça �","user_id":"u-1","session_id":"s-1","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","span_id":"00f067aa0ba902b7","parent_id":"p-1","prompt_type":"support","prompt_template":"support/ünï@3","tags":["nightly","ünï","a\"b"],"metadata":"{\"customer\":\"acme\",\"tier\":3,\"nested\":{\"a\":1},\"none\":null}","file_metadata":"[{\"name\":\"a.pdf\"}]","ip_address":"203.0.113.7","country":"DE","streamed":true,"finish_reason":"stop","usage":{"prompt_tokens":100,"completion_tokens":20,"total_tokens":120,"cached_tokens":64,"cache_write_tokens":5,"cache_write_hour_tokens":2,"reasoning_tokens":7,"prompt_audio_tokens":1,"cached_audio_tokens":2,"completion_audio_tokens":3,"prompt_image_tokens":4,"completion_image_tokens":5,"tool_prompt_tokens":8,"web_searches":6,"estimated":true},"latency_ms":30000,"ttft_ms":250,"embedding_time_ms":1,"retrieval_time_ms":2,"llm_time_ms":3,"cost_pico_usd":125,"saved_cost_pico_usd":12500000000000,"price_version":"2026-03-01","cache":{"status":"semantic","similarity":0.987,"source_interaction_id":"019cec37-b600-7000-b0df-3d15d915abc4","policy":"strict","reason":"near"},"replay":{"of":"019cec37-b600-7000-b0df-3d15d915abc4","run":"r"},"query":"?api-version=2024-10-21&alt=sse","request_headers":[["anthropic-beta","a, b"],["anthropic-version","2023-06-01"]],"input_hash":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa09","prompt_hash":"not-a-hash","quality_score":0.5,"record_error":"a header was refused","request_bytes":11,"response_bytes":22
            """.Trim() + Notes(i) + "}");
    }

    private static string Notes(Interaction i)
    {
        var whole = Columns(Samples.Full(1) with { Interaction = i });
        var at = whole.IndexOf(",\"privacy\":", StringComparison.Ordinal);
        return at < 0 ? "" : whole[at..^1];
    }

    private static string Columns(RecordedInteraction record)
    {
        var writer = new CanonicalWriter();
        CanonicalForm.Columns(writer, record.Interaction);
        return Encoding.UTF8.GetString(writer.Written);
    }

    private static string Bodies(RecordedInteraction record)
    {
        var writer = new CanonicalWriter();
        CanonicalForm.Bodies(writer, record);
        return Encoding.UTF8.GetString(writer.Written);
    }

    private static object? Other(Type type, object? value)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain == typeof(string)) return "other";
        if (plain == typeof(bool)) return !(bool)value!;
        if (plain == typeof(DateTimeOffset)) return Samples.Noon.AddDays(1);
        if (plain == typeof(InteractionId)) return InteractionId.At(Samples.Noon.AddDays(1));
        if (plain.IsEnum) return Enum.ToObject(plain, 0);
        if (plain.IsPrimitive || plain == typeof(decimal)) return Convert.ChangeType(77, plain, System.Globalization.CultureInfo.InvariantCulture);
        if (plain == typeof(IReadOnlyList<string>)) return Array.Empty<string>();
        if (plain == typeof(IReadOnlyList<KeyValuePair<string, string>>)) return Array.Empty<KeyValuePair<string, string>>();
        return value is not null ? null : Activator.CreateInstance(plain);
    }
}
