using System.Buffers.Binary;
using System.Text;
using Reprise.Wire;

namespace Reprise.Core.Tests.Wire;

public sealed class FramingTests
{
    [Theory]
    [InlineData("data: a\n\n", "a")]
    [InlineData("data: a\r\n\r\ndata: b\r\n\r\n", "a|b")]
    [InlineData("data: a\r\rdata: b\r\r", "a|b")]
    [InlineData("data:a\n\ndata:  b\n\n", "a| b")]
    [InlineData("data: a\ndata: b\ndata:\ndata: c\n\n", "a\nb\n\nc")]
    [InlineData(": comment\n\nevent: x\ndata: a\nid: 1\nretry: 5\n\n", "x=a")]
    [InlineData("\uFEFFdata: a\n\n", "a")]
    [InlineData("data\n\n", "")]
    [InlineData("data: cut", "cut")]
    [InlineData("event: lonely\n\ndata: a\n\n", "a")]
    [InlineData("", "-")]
    public void Server_sent_events_follow_the_specification(string text, string expected)
    {
        var events = new SseReader(Encoding.UTF8.GetBytes(text));
        var seen = new List<string>();
        while (events.Next()) seen.Add((events.Event.IsEmpty ? "" : Encoding.UTF8.GetString(events.Event) + "=") + Encoding.UTF8.GetString(events.Data));

        (seen.Count == 0 ? "-" : string.Join('|', seen)).ShouldBe(expected);
    }

    [Fact]
    public void Aws_frames_carry_event_exception_and_payload()
    {
        byte[] stream = [.. Frame("event", ":event-type", "contentBlockDelta", """{"contentBlockIndex":0,"delta":{"text":"Hi"}}"""), .. Frame("exception", ":exception-type", "throttlingException", """{"message":"Slow down"}""")];

        var answer = DialectCatalog.FindByName("bedrock.converse_stream")!.ReadResponse(new WireResponse(200, stream, "application/vnd.amazon.eventstream"));

        answer.Content.ShouldBe("Hi");
        answer.ErrorCode.ShouldBe("throttlingException");
        answer.ErrorMessage.ShouldBe("Slow down");
        answer.Error.ShouldBeNull();
        answer.IsComplete.ShouldBeFalse();
    }

    [Fact]
    public void Aws_frames_say_when_they_are_cut_or_damaged_and_keep_what_was_whole()
    {
        var whole = Frame("event", ":event-type", "contentBlockDelta", """{"delta":{"text":"Hi"}}""");
        var damaged = (byte[])whole.Clone();
        damaged[^6] ^= 1;
        var dialect = DialectCatalog.FindByName("bedrock.converse_stream")!;

        dialect.ReadResponse(new WireResponse(200, (byte[])[.. whole, .. whole[..20]], null)).ShouldSatisfyAllConditions(
            answer => answer.Content.ShouldBe("Hi"),
            answer => answer.Error.ShouldBe("the event stream is cut off in a frame"));
        dialect.ReadResponse(new WireResponse(200, (byte[])[.. whole, .. damaged], null)).Error.ShouldNotBeNull();
    }

    [Fact]
    public void Checksum_is_the_common_crc32() => Crc32.Of("123456789"u8).ShouldBe(0xCBF43926u);

    [Fact]
    public void A_stream_cut_off_anywhere_gives_a_beginning_of_its_text()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var streams = 0;
        foreach (var cassette in Cassettes.All)
        {
            var whole = cassette.Dialect.ReadResponse(cassette.Response);
            if (whole.Content is not { Length: > 0 } text || cassette.Response.Body.Span[0] is (byte)'{' or (byte)'[') continue;
            streams++;
            var cut = cassette.Dialect.ReadResponse(cassette.Response with { Body = cassette.Response.Body[..random.Next(cassette.Response.Body.Length)] });
            text.ShouldStartWith((cut.Content ?? "").TrimEnd('\uFFFD'), Case.Sensitive, $"seed {seed}, {cassette.Name}");
        }

        streams.ShouldBeGreaterThan(200);
    }

    private static byte[] Frame(string messageType, string typeHeader, string type, string payload)
    {
        byte[] headers = [.. Header(":message-type", messageType), .. Header(typeHeader, type)];
        var body = Encoding.UTF8.GetBytes(payload);
        var frame = new byte[16 + headers.Length + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(4), headers.Length);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(8), Crc32.Of(frame.AsSpan(0, 8)));
        headers.CopyTo(frame.AsSpan(12));
        body.CopyTo(frame.AsSpan(12 + headers.Length));
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(frame.Length - 4), Crc32.Of(frame.AsSpan(0, frame.Length - 4)));
        return frame;
    }

    private static byte[] Header(string name, string value) =>
        [(byte)name.Length, .. Encoding.UTF8.GetBytes(name), 7, (byte)(value.Length >> 8), (byte)value.Length, .. Encoding.UTF8.GetBytes(value)];
}
