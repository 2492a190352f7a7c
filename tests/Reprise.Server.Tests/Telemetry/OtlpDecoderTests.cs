using System.Text;
using System.Text.Json;
using Reprise.Server.Telemetry.Decoding;
using Reprise.Telemetry;

namespace Reprise.Server.Tests.Telemetry;

public sealed class OtlpDecoderTests
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Both_encodings_of_every_payload_hold_the_same_spans()
    {
        foreach (var (name, request, json) in OtlpPayloads.All())
        {
            var read = Read(json, OtlpEncoding.Json);
            var binary = Read(OtlpEncoder.Traces(request), OtlpEncoding.Protobuf);
            (read.Rejected, binary.Rejected).ShouldBe((0, 0), name);
            read.Spans.Count.ShouldBe(binary.Spans.Count, name);
            read.Spans.Count.ShouldBeGreaterThan(0, name);
            for (var i = 0; i < read.Spans.Count; i++) Told(binary.Spans[i], request).ShouldBe(Told(read.Spans[i], request), name);
        }
    }

    [Fact]
    public void A_span_is_read_whole()
    {
        var json = """
            {"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"5B8EFFF798038103D269B633813FC60C","spanId":"EEE19B7EC3C1B174","parentSpanId":"EEE19B7EC3C1B173","name":"chat x","kind":"SPAN_KIND_CLIENT",
            "startTimeUnixNano":"1544712660000000100","endTimeUnixNano":1544712661000000000,"flags":1,"unknown":{"a":[1]},
            "attributes":[{"key":"t","value":{"stringValue":"a"}},{"key":"i","value":{"intValue":"-7"}},{"key":"d","value":{"doubleValue":1.5}},{"key":"b","value":{"boolValue":false}},
            {"key":"l","value":{"arrayValue":{"values":[{"stringValue":"x"},{"kvlistValue":{"values":[{"key":"k","value":{"intValue":3}}]}}]}}},{"key":"y","value":{"bytesValue":"AQI="}},{"key":"n","value":{}}],
            "events":[{"timeUnixNano":"1544712660500000000","name":"e","attributes":[{"key":"x","value":{"intValue":"1"}}]}],"status":{"code":2,"message":"no"}}],
            "scope":{"name":"s","version":"1"}}],"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"svc"}}]}}]}
            """;
        var span = Read(Encoding.UTF8.GetBytes(json), OtlpEncoding.Json).Spans.Single();
        (span.TraceId, span.SpanId, span.ParentSpanId, span.Name, span.Kind).ShouldBe(("5b8efff798038103d269b633813fc60c", "eee19b7ec3c1b174", "eee19b7ec3c1b173", "chat x", 3));
        (span.Start.UtcTicks - DateTime.UnixEpoch.Ticks, span.End).ShouldBe((15447126600000001, DateTimeOffset.FromUnixTimeSeconds(1544712661)));
        (span.StatusCode, span.StatusMessage, span.Scope, span.ScopeVersion).ShouldBe((2, "no", "s", "1"));
        span.Resource["service.name"]!.Value.Text.ShouldBe("svc");
        span.Attributes["i"]!.Value.Whole.ShouldBe(-7);
        span.Attributes["b"]!.Value.Value.ShouldBe(false);
        span.Attributes["d"]!.Value.Value.ShouldBe(1.5);
        span.Attributes["y"]!.Value.Value.ShouldBe(new byte[] { 1, 2 });
        span.Attributes["n"]!.Value.Value.ShouldBeNull();
        span.Attributes["l"]!.Value.Items![1].Members!["k"]!.Value.Whole.ShouldBe(3);
        span.Events.Single().Attributes["x"]!.Value.Whole.ShouldBe(1);
    }

    [Fact]
    public void A_span_without_ids_is_given_the_same_ones_each_time()
    {
        var json = Encoding.UTF8.GetBytes("""{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"a"},{"name":"b"}]}]}]}""");
        var (first, second) = (Read(json, OtlpEncoding.Json), Read(json, OtlpEncoding.Json));
        first.Spans.Select(static span => span.SpanId).ShouldBe(second.Spans.Select(static span => span.SpanId));
        first.Spans[0].SpanId.ShouldNotBe(first.Spans[1].SpanId);
        first.Spans.ShouldAllBe(static span => span.TraceId.Length == 32 && span.SpanId.Length == 16);
    }

    [Fact]
    public void More_than_there_is_room_for_is_refused_and_counted()
    {
        var spans = string.Join(',', Enumerable.Repeat("""{"name":"a"}""", 7));
        var read = OtlpDecoder.Read(Encoding.UTF8.GetBytes($$$"""{"resourceSpans":[{"scopeSpans":[{"spans":[{{{spans}}}]}]}]}"""), OtlpEncoding.Json, OtlpSignal.Traces, OtlpLimits.Default with { MaxItems = 5 }, s_now);
        (read.Spans.Count, read.Rejected).ShouldBe((5, 2));
        read.Mistake.ShouldNotBeNull();
    }

    [Fact]
    public void Values_within_values_are_read_to_a_depth_and_no_deeper()
    {
        // Attributes of a protobuf span, 100,000 lists within each other.
        byte[] value = [10, 1, (byte)'x'];
        for (var depth = 0; depth < 1000; depth++) value = Field(5, Field(1, value));
        var request = Field(1, Field(2, Field(2, Field(9, [.. Field(1, "deep"u8.ToArray()), .. Field(2, value)]))));
        var span = Read(request, OtlpEncoding.Protobuf).Spans.Single();
        var found = span.Attributes["deep"]!.Value;
        var levels = 0;
        for (; found.Items is [var inner]; found = inner) levels++;
        levels.ShouldBe(OtlpLimits.Default.MaxDepth);
        Should.Throw<InvalidDataException>(() => Read(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("""{"resourceSpans":[""", 10_000))), OtlpEncoding.Json));
    }

    [Fact]
    public void Many_small_values_are_bounded()
    {
        var attributes = Enumerable.Range(0, 20_000).SelectMany(static _ => Field(9, [])).ToArray();
        var request = Field(1, Field(2, Enumerable.Range(0, 100).SelectMany(_ => Field(2, attributes)).ToArray()));
        var read = OtlpDecoder.Read(request, OtlpEncoding.Protobuf, OtlpSignal.Traces, OtlpLimits.Default with { MaxValues = 50_000 }, s_now);
        read.Spans.Sum(static span => span.Attributes.Count).ShouldBeLessThanOrEqualTo(50_000);
        read.Spans.ShouldAllBe(static span => span.Attributes.Count <= OtlpLimits.Default.MaxPerItem);
        (read.Spans.Count + read.Rejected).ShouldBe(100);
    }

    [Fact]
    public void Any_bytes_end_in_spans_or_in_a_refusal()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.SendDiagnosticMessage($"seed {seed}");
        var random = new Random(seed);
        var payloads = OtlpPayloads.All();
        for (var round = 0; round < 4000; round++)
        {
            var (name, request, json) = payloads[random.Next(payloads.Count)];
            var encoding = round % 2 == 0 ? OtlpEncoding.Protobuf : OtlpEncoding.Json;
            var bytes = (byte[])(encoding == OtlpEncoding.Json ? json : OtlpEncoder.Traces(request)).Clone();
            for (var changes = random.Next(1, 8); changes > 0; changes--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (random.Next(3) == 0) bytes = bytes[..random.Next(bytes.Length)];
            try
            {
                foreach (var signal in Enum.GetValues<OtlpSignal>()) OtlpDecoder.Read(bytes, encoding, signal, OtlpLimits.Default, s_now);
            }
            catch (InvalidDataException e)
            {
                e.Message.Length.ShouldBeLessThan(200, $"seed {seed}, {name}");
            }
            catch (Exception e) when (e is not InvalidDataException)
            {
                Assert.Fail($"seed {seed}, round {round}, {name}: {e}");
            }
        }
    }

    [Fact]
    public void Log_records_are_read()
    {
        var json = """
            {"resourceLogs":[{"scopeLogs":[{"logRecords":[{"observedTimeUnixNano":"1544712660300000000","severityNumber":9,"eventName":"gen_ai.choice","traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174",
            "body":{"kvlistValue":{"values":[{"key":"message","value":{"stringValue":"hi"}}]}},"attributes":[{"key":"a","value":{"boolValue":true}}]}]}]}]}
            """;
        var log = OtlpDecoder.Read(Encoding.UTF8.GetBytes(json), OtlpEncoding.Json, OtlpSignal.Logs, OtlpLimits.Default, s_now).Logs.Single();
        (log.EventName, log.TraceId, log.SpanId, log.Severity).ShouldBe(("gen_ai.choice", "5b8efff798038103d269b633813fc60c", "eee19b7ec3c1b174", 9));
        log.Time.ShouldBe(DateTimeOffset.FromUnixTimeMilliseconds(1544712660300));
        log.Body!.Value.Members!["message"]!.Value.Text.ShouldBe("hi");
    }

    private static DecodedTelemetry Read(byte[] bytes, OtlpEncoding encoding) => OtlpDecoder.Read(bytes, encoding, OtlpSignal.Traces, OtlpLimits.Default, s_now);

    private static byte[] Field(int number, byte[] bytes)
    {
        using var stream = new MemoryStream();
        using (var output = new Google.Protobuf.CodedOutputStream(stream, leaveOpen: true))
        {
            output.WriteTag(number, Google.Protobuf.WireFormat.WireType.LengthDelimited);
            output.WriteBytes(Google.Protobuf.ByteString.CopyFrom(bytes));
        }

        return stream.ToArray();
    }

    /// <summary>A span as text. Ids that the payload does not say are made from its bytes, which differ.</summary>
    private static string Told(TelemetrySpan span, JsonElement request)
    {
        var text = request.GetRawText();
        var ids = text.Contains("\"data\"", StringComparison.Ordinal) || text.Contains(span.SpanId, StringComparison.OrdinalIgnoreCase) ? $"{span.TraceId} {span.SpanId}" : "";
        return $"{ids} {span.ParentSpanId} {span.Name} {span.Kind} {(text.Contains("startTimeUnixNano", StringComparison.Ordinal) ? span.Start : default):O} {span.End:O} {span.StatusCode} {span.StatusMessage} {span.Scope} {Told(span.Attributes)} {Told(span.Resource)} "
            + string.Join(';', span.Events.Select(static e => $"{e.Name} {Told(e.Attributes)}"));
    }

    private static string Told(TelemetryAttributes attributes) => string.Join(',', attributes.Select(static pair => $"{pair.Key}={Told(pair.Value)}"));

    private static string Told(TelemetryValue value) => value.Value switch
    {
        TelemetryAttributes members => $"{{{Told(members)}}}",
        IReadOnlyList<TelemetryValue> items => $"[{string.Join(',', items.Select(Told))}]",
        long or double => Convert.ToDouble(value.Value, System.Globalization.CultureInfo.InvariantCulture).ToString("R", System.Globalization.CultureInfo.InvariantCulture),
        var other => other?.ToString() ?? "null",
    };
}
