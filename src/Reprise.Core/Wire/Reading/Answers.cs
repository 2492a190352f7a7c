using System.Text;
using System.Text.Json;

namespace Reprise.Wire;

/// <summary>Reads one JSON value of an answer, with the cursor on it: the whole answer, or one event of a stream.</summary>
/// <param name="json">On the value; the reader consumes exactly it.</param>
/// <param name="eventName">The event's name, or empty.</param>
/// <param name="answer">Where to put what is found.</param>
internal delegate void AnswerReader(ref JsonCursor json, ReadOnlySpan<byte> eventName, AnswerBuilder answer);

/// <summary>
/// Takes an answer apart, whatever its framing: one JSON value, NDJSON, server-sent events or an AWS event stream. The bytes decide, as a content type may be
/// missing or wrong. Faults end up in the reading and nothing is thrown.
/// </summary>
internal static class Answers
{
    /// <summary>After so many parts that are no JSON the rest is not tried: a fault costs some 15 µs, and 50 MB of them would take a minute.</summary>
    private const int MostFaults = 1_000;

    public static AnswerReading Read(in WireResponse response, AnswerReader read)
    {
        var answer = new AnswerBuilder();
        var body = response.Body.Span;
        if (response.Status >= 400) read = Errors.ReadAnswer;
        if (body.Trim(" \r\n\t"u8).IsEmpty) return answer.ToReading();
        if (SseReader.Recognises(body)) ReadEvents(body, read, answer);
        else if (AwsEventStreamReader.Recognises(body) || IsAwsStream(response.ContentType) && body[0] is not ((byte)'{' or (byte)'[')) ReadFrames(body, read, answer);
        else ReadValues(body, read, answer);
        if (response.Status >= 400) Errors.Complete(response, answer);
        return answer.ToReading();
    }

    private static bool IsAwsStream(string? contentType) => contentType is not null && contentType.Contains("amazon.eventstream", StringComparison.OrdinalIgnoreCase);

    private static void ReadEvents(ReadOnlySpan<byte> body, AnswerReader read, AnswerBuilder answer)
    {
        answer.IsStream = true;
        var events = new SseReader(body);
        for (var number = 1; events.Next() && answer.Faults < MostFaults; number++)
        {
            if (events.Data.SequenceEqual("[DONE]"u8)) answer.IsDone = true;
            else if (events.Data.Length > 0 && !TryRead(events.Data, events.Event, read, answer, out _)) answer.Unreadable("event", number);
        }
    }

    private static void ReadFrames(ReadOnlySpan<byte> body, AnswerReader read, AnswerBuilder answer)
    {
        answer.IsStream = true;
        var frames = new AwsEventStreamReader(body);
        for (var number = 1; frames.Next() && answer.Faults < MostFaults; number++)
        {
            if (frames.Payload.IsEmpty) continue;
            if (frames.IsException) answer.ErrorCode = Encoding.UTF8.GetString(frames.Event);
            if (!TryRead(frames.Payload, frames.Event, frames.IsException ? Errors.ReadAnswer : read, answer, out _)) answer.Unreadable("frame", number);
        }

        answer.Error ??= frames.Fault;
    }

    private static void ReadValues(ReadOnlySpan<byte> body, AnswerReader read, AnswerBuilder answer)
    {
        var number = 1;
        while (!TryRead(body, default, read, answer, out var consumed))
        {
            answer.Unreadable("value", number++);

            // NDJSON goes on with its next line; a document that is broken inside has no line that starts with a brace.
            var line = body[consumed..].IndexOf("\n{"u8);
            if (line < 0 || answer.Faults >= MostFaults)
            {
                answer.WasCut = true;
                return;
            }

            body = body[(consumed + line + 1)..];
        }
    }

    private static bool TryRead(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> eventName, AnswerReader read, AnswerBuilder answer, out int consumed)
    {
        var json = new JsonCursor(bytes);
        try
        {
            var values = 0;
            while (json.Start())
            {
                read(ref json, eventName, answer);
                if (++values == 2) answer.IsStream = true;
            }

            consumed = bytes.Length;
            return true;
        }
        catch (JsonException)
        {
            consumed = Math.Min(json.Consumed, bytes.Length);
            return false;
        }
    }
}
