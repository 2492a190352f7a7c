using System.Buffers.Binary;
using System.Text;
using Reprise.Interactions;
using Reprise.Wire;

namespace Reprise.Cache.Answers.Forms;

/// <summary>Takes a stream apart into its events, and packs events into a stream.</summary>
internal static class Frames
{
    public static List<Frame>? Read(ReadOnlySpan<byte> body, FrameKind kind) => kind switch
    {
        FrameKind.ServerSentEvents => ReadEvents(body),
        FrameKind.Aws => ReadAws(body),
        FrameKind.Lines or FrameKind.Array => ReadValues(body),
        _ => null,
    };

    /// <summary>One piece an event, save for an array, which is one.</summary>
    public static Body Write(IReadOnlyList<Frame> events, FrameKind kind)
    {
        using var bytes = new MemoryStream();
        var pieces = new List<BodyChunk>();
        for (var i = 0; i < events.Count; i++)
        {
            var start = bytes.Length;
            Write(events[i], kind, bytes, isFirst: i == 0, isLast: i == events.Count - 1);
            pieces.Add(new BodyChunk((int)(bytes.Length - start), DelayMs: 0));
        }

        return new Body { Bytes = bytes.ToArray(), ContentType = ContentTypeOf(kind), Chunks = pieces };
    }

    private static string ContentTypeOf(FrameKind kind) => kind switch
    {
        FrameKind.ServerSentEvents => "text/event-stream; charset=utf-8",
        FrameKind.Lines => "application/x-ndjson",
        FrameKind.Aws => "application/vnd.amazon.eventstream",
        _ => "application/json; charset=utf-8",
    };

    private static void Write(Frame frame, FrameKind kind, MemoryStream to, bool isFirst, bool isLast)
    {
        switch (kind)
        {
            case FrameKind.Aws:
                AwsFrames.Write(frame, to);
                return;
            case FrameKind.ServerSentEvents:
                if (frame.Name is not null) to.Write(Encoding.UTF8.GetBytes($"event: {frame.Name}\n"));
                to.Write("data: "u8);
                if (frame.Value is null) to.Write("[DONE]"u8);
                else JsonNodes.Write(frame.Value, to);
                to.Write("\n\n"u8);
                return;
            case FrameKind.Array:
                to.Write(isFirst ? "["u8 : ",\n"u8);
                JsonNodes.Write(frame.Value!, to);
                if (isLast) to.Write("]"u8);
                return;
            default:
                JsonNodes.Write(frame.Value!, to);
                to.Write("\n"u8);
                return;
        }
    }

    private static List<Frame>? ReadEvents(ReadOnlySpan<byte> body)
    {
        var found = new List<Frame>();
        for (var events = new SseReader(body); events.Next();)
        {
            var name = events.Event.IsEmpty ? null : Encoding.UTF8.GetString(events.Event);
            if (events.Data.SequenceEqual("[DONE]"u8)) found.Add(new Frame(name, Value: null));
            else if (events.Data.IsEmpty) continue;
            else if (JsonNodes.ReadObject(events.Data) is { } value) found.Add(new Frame(name, value));
            else return null;
        }

        return found;
    }

    private static List<Frame>? ReadAws(ReadOnlySpan<byte> body)
    {
        var found = new List<Frame>();
        var frames = new AwsEventStreamReader(body);
        while (frames.Next())
        {
            if (frames.IsException || JsonNodes.ReadObject(frames.Payload) is not { } value) return null;
            found.Add(new Frame(Encoding.UTF8.GetString(frames.Event), value));
        }

        return frames.Fault is null ? found : null;
    }

    private static List<Frame>? ReadValues(ReadOnlySpan<byte> body)
    {
        var found = new List<Frame>();
        var json = new JsonCursor(body);
        while (json.Start())
        {
            if (json.IsArray)
            {
                while (json.NextItem())
                {
                    if (JsonNodes.ReadObject(json.Raw()) is not { } item) return null;
                    found.Add(new Frame(Name: null, item));
                }
            }
            else if (JsonNodes.ReadObject(json.Raw()) is { } value) found.Add(new Frame(Name: null, value));
            else return null;
        }

        return found;
    }
}

/// <summary>Writes the binary event stream of AWS: prelude with its checksum, three headers, the JSON, a checksum over it all.</summary>
internal static class AwsFrames
{
    private const int Prelude = 12, Checksum = 4;

    public static void Write(Frame frame, MemoryStream to)
    {
        using var headers = new MemoryStream();
        WriteHeader(headers, ":event-type", frame.Name ?? "");
        WriteHeader(headers, ":content-type", "application/json");
        WriteHeader(headers, ":message-type", "event");
        using var payload = new MemoryStream();
        JsonNodes.Write(frame.Value!, payload);
        var bytes = new byte[Prelude + headers.Length + payload.Length + Checksum];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)bytes.Length);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4), (uint)headers.Length);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(8), Crc32.Of(bytes.AsSpan(0, 8)));
        headers.GetBuffer().AsSpan(0, (int)headers.Length).CopyTo(bytes.AsSpan(Prelude));
        payload.GetBuffer().AsSpan(0, (int)payload.Length).CopyTo(bytes.AsSpan(Prelude + (int)headers.Length));
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(bytes.Length - Checksum), Crc32.Of(bytes.AsSpan(0, bytes.Length - Checksum)));
        to.Write(bytes);
    }

    private static void WriteHeader(MemoryStream to, string name, string value)
    {
        const byte stringType = 7;
        to.WriteByte((byte)name.Length);
        to.Write(Encoding.ASCII.GetBytes(name));
        to.WriteByte(stringType);
        Span<byte> length = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)value.Length);
        to.Write(length);
        to.Write(Encoding.ASCII.GetBytes(value));
    }
}
