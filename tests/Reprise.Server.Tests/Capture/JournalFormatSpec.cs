using System.Buffers;
using Reprise.Capture;
using Reprise.Interactions;

namespace Reprise.Server.Tests.Capture;

/// <summary>A journal may be left by an earlier version, and is read by this one.</summary>
public sealed class JournalFormatSpec
{
    /// <summary>Written by the version before the cache.</summary>
    private const string Version1 =
        "AQGaAAAREXIigzNERFVVZmYQZGVmYXVsdICAxOiIt6PfEQ5vcGVuYWkAClBPU1QqL3YxL2NoYXQvY29tcGxldGlvbnMKP2E9MZADAACCBRgEDmEgbm90ZQZ1MQAAAAAABAR4BHkQeyJhIjoxfQAAAhp4LXJlcXVlc3QtaWQMcmVxXzEBImFwcGxpY2F0aW9uL2pzb24AABoBJHRleHQvZXZlbnQtc3RyZWFtAAQMAhAEHHsibW9kZWwiOiJtIn1kYXRhOiBbRE9ORV0KCg==";

    /// <summary>Written by the version before replays.</summary>
    private const string Version2 =
        "AgGaAAAREXIigzNERFVVZmYQZGVmYXVsdICAxOiIt6PfEQ5vcGVuYWkAClBPU1QqL3YxL2NoYXQvY29tcGxldGlvbnMKP2E9MZADAACCBRgEDmEgbm90ZQZ1MQAAAAAABAR4BHkQeyJhIjoxfQAAAhp4LXJlcXVlc3QtaWQMcmVxXzEIaGl0////////////AQEBmgAAERFyIoMzRERVVWZ3CG93bgABImFwcGxpY2F0aW9uL2pzb24AABoBJHRleHQvZXZlbnQtc3RyZWFtAAQMAhAEHHsibW9kZWwiOiJtIn1kYXRhOiBbRE9ORV0KCg==";

    /// <summary>Written by the version before privacy and security.</summary>
    private const string Version3 = "AwGaAAAREXIigzNERFVVZmYQZGVmYXVsdICAoumVu47eEQ5vcGVuYWkAClBPU1QqL3YxL2NoYXQvY29tcGxldGlvbnMKP2E9MZADAACCBRgCAAZ1MQAAAAAAAAAAAAAAAQAEcghhQDECGG9wZW5haS1iZXRhBnYyASJhcHBsaWNhdGlvbi9qc29uAAAEAHt9";

    [Fact]
    public void A_call_of_version_2_is_read_as_it_was()
    {
        var call = CapturedCallCodec.Read(Convert.FromBase64String(Version2));

        call.Id.ToString().ShouldBe("019a0000-1111-7222-8333-444455556666");
        call.Cache.ShouldBe(new CacheOutcome { Status = "hit", Policy = "own", SourceInteractionId = InteractionId.Parse("019a0000-1111-7222-8333-444455556677") });
        (call.Labels.Replay, call.Labels.PromptTemplate, call.RequestHeaders.Count).ShouldBe((null, null, 0));
        call.ResponseHeaders.ShouldBe([new("x-request-id", "req_1")]);
        System.Text.Encoding.UTF8.GetString(call.Response!.Bytes.Span).ShouldBe("data: [DONE]\n\n");
    }

    [Fact]
    public void A_call_of_version_3_is_read_as_it_was()
    {
        var call = CapturedCallCodec.Read(Convert.FromBase64String(Version3));

        call.Id.ToString().ShouldBe("019a0000-1111-7222-8333-444455556666");
        (call.Labels.Replay?.Run, call.Labels.PromptTemplate, call.RequestHeaders.Count).ShouldBe(("r", "a@1", 1));
        (call.Labels.Consent, call.Privacy, call.Security).ShouldBe((null, null, null));
        System.Text.Encoding.UTF8.GetString(call.Request!.Bytes.Span).ShouldBe("{}");
    }

    [Theory]
    [InlineData(null)]
    [InlineData(false)]
    [InlineData(true)]
    public void What_privacy_did_and_what_a_scan_found_comes_back(bool? consent)
    {
        var privacy = new PrivacyNote
        {
            Policy = "strict", Counts = new Dictionary<string, int> { ["email"] = 2 }, Redactions = [new Redaction("email", "request/messages/0/content", 3, 9)], Dropped = ["tools"], Restricted = ["output"],
        };
        var security = new SecurityNote { InjectionScore = 0.1 + 0.2, YaraMatches = ["a:b"], Secrets = ["jwt"], Tokens = ["bidi"], Sensitivity = "restricted", SystemPromptLeaked = true, Action = "block" };
        var read = Again(new CapturedCall
        {
            Id = InteractionId.New(TimeProvider.System), Project = "default", Timestamp = TimeProvider.System.GetUtcNow(), Provider = "openai", Method = "POST", Path = "/v1/x",
            Labels = new CallLabels { Consent = consent }, Privacy = consent is null ? null : privacy, Security = consent is false ? null : security, Request = new Body { Bytes = "{}"u8.ToArray() },
        });

        read.Labels.Consent.ShouldBe(consent);
        NoteJson.Write(read.Privacy, null).ShouldBe(consent is null ? null : NoteJson.Write(privacy, null));
        NoteJson.Write(null, read.Security).ShouldBe(consent is false ? null : NoteJson.Write(null, security));
    }

    public static TheoryData<ReplayOrigin?, string?> Replays { get; } = new()
    {
        { null, null },
        { null, "support@3" },
        { new ReplayOrigin(InteractionId.Parse("019a0000-1111-7222-8333-444455556666"), null), null },
        { new ReplayOrigin(null, "nightly; 7"), "ünï@1" },
        { new ReplayOrigin(InteractionId.Parse("019a0000-1111-7222-8333-444455556666"), "r"), "a@b" },
    };

    [Theory]
    [MemberData(nameof(Replays))]
    public void What_a_call_repeats_and_its_request_headers_come_back(ReplayOrigin? replay, string? template)
    {
        KeyValuePair<string, string>[] headers = replay is null ? [] : [new("anthropic-beta", "a, b"), new("anthropic-version", "2023-06-01")];
        var read = Again(new CapturedCall
        {
            Id = InteractionId.New(TimeProvider.System), Project = "default", Timestamp = TimeProvider.System.GetUtcNow(), Provider = "anthropic", Method = "POST", Path = "/v1/x", Query = "?a=1",
            Labels = new CallLabels { Replay = replay, PromptTemplate = template }, RequestHeaders = headers, Request = new Body { Bytes = "{}"u8.ToArray() },
        });

        (read.Labels.Replay, read.Labels.PromptTemplate, read.Query).ShouldBe((replay, template, "?a=1"));
        read.RequestHeaders.ShouldBe(headers);
        read.Request!.Bytes.ToArray().ShouldBe("{}"u8.ToArray());
    }

    [Fact]
    public void A_call_of_version_1_is_read_as_it_was()
    {
        var call = CapturedCallCodec.Read(Convert.FromBase64String(Version1));

        call.Id.ToString().ShouldBe("019a0000-1111-7222-8333-444455556666");
        (call.Path, call.Query, call.HttpStatus, call.LatencyMs, call.TtftMs, call.Attempts).ShouldBe(("/v1/chat/completions", "?a=1", 200, 321, 12, 2));
        call.Labels.Tags.ShouldBe(["x", "y"]);
        call.ResponseHeaders.ShouldBe([new("x-request-id", "req_1")]);
        call.Cache.ShouldBeNull();
        System.Text.Encoding.UTF8.GetString(call.Request!.Bytes.Span).ShouldBe("""{"model":"m"}""");
        System.Text.Encoding.UTF8.GetString(call.Response!.Bytes.Span).ShouldBe("data: [DONE]\n\n");
        call.Response.Chunks.ShouldBe([new BodyChunk(6, 1), new BodyChunk(8, 2)]);
    }

    public static TheoryData<CacheOutcome?> Outcomes { get; } =
    [
        new TheoryDataRow<CacheOutcome?>(null),
        new CacheOutcome { Status = "miss", Policy = "default", Reason = "no_candidate" },
        new CacheOutcome { Status = "bypass" },
        new CacheOutcome { Status = "semantic", Similarity = 0.9731, Policy = "own", SourceInteractionId = InteractionId.Parse("019a0000-1111-7222-8333-444455556666") },
        new CacheOutcome { Status = "hit", Similarity = 1 },
        new CacheOutcome { Status = "miss", Similarity = -0.25 },
        new CacheOutcome { Status = "miss", Similarity = 0 },
    ];

    [Theory]
    [MemberData(nameof(Outcomes))]
    public void What_the_cache_did_comes_back(CacheOutcome? outcome)
    {
        var call = new CapturedCall
        {
            Id = InteractionId.New(TimeProvider.System), Project = "default", Timestamp = TimeProvider.System.GetUtcNow(), Provider = "openai", Method = "POST", Path = "/v1/x", Cache = outcome,
            Request = new Body { Bytes = "{}"u8.ToArray() },
        };

        var read = Again(call);

        read.Cache.ShouldBe(outcome);
        read.Request!.Bytes.ToArray().ShouldBe("{}"u8.ToArray());
    }

    private static CapturedCall Again(CapturedCall call)
    {
        var head = new ArrayBufferWriter<byte>();
        CapturedCallCodec.WriteHead(call, head);
        head.Write(call.Request!.Bytes.Span);
        return CapturedCallCodec.Read(head.WrittenMemory);
    }

    [Fact]
    public void A_call_of_a_later_version_is_refused()
    {
        var later = Convert.FromBase64String(Version1);
        later[0] = 99;

        Should.Throw<InvalidDataException>(() => CapturedCallCodec.Read(later)).Message.ShouldContain("99");
    }
}
