using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Reprise.Server.Api;
using Reprise.Server.Telemetry.Decoding;

namespace Reprise.Server.Telemetry;

/// <summary>Answers as OTLP has them: the export response of a signal, and <c>google.rpc.Status</c> for what went wrong, in the encoding of the request.</summary>
internal static class OtlpAnswers
{
    public const string Protobuf = "application/x-protobuf";
    public const string Json = "application/json";

    /// <summary>The export response of a signal; empty unless something was refused.</summary>
    public static byte[] Response(OtlpEncoding encoding, OtlpSignal signal, IntakeResult result)
    {
        if (encoding == OtlpEncoding.Json)
        {
            return Written(json =>
            {
                if (result is { Rejected: 0, Mistake: null }) return;
                json.WriteStartObject("partialSuccess");
                json.WriteString(signal switch { OtlpSignal.Traces => "rejectedSpans", OtlpSignal.Logs => "rejectedLogRecords", _ => "rejectedDataPoints" }, result.Rejected.ToString(CultureInfo.InvariantCulture));
                json.WriteString("errorMessage", result.Mistake ?? "");
                json.WriteEndObject();
            });
        }

        if (result is { Rejected: 0, Mistake: null }) return [];
        var partial = new ArrayBufferWriter<byte>();
        Number(partial, 1, (ulong)result.Rejected);
        Bytes(partial, 2, Encoding.UTF8.GetBytes(result.Mistake ?? ""));
        var whole = new ArrayBufferWriter<byte>();
        Bytes(whole, 1, partial.WrittenSpan);
        return whole.WrittenSpan.ToArray();
    }

    public static byte[] Status(OtlpEncoding encoding, int code, string message)
    {
        if (encoding == OtlpEncoding.Json)
        {
            return Written(json =>
            {
                json.WriteNumber("code", code);
                json.WriteString("message", message);
            });
        }

        var status = new ArrayBufferWriter<byte>();
        Number(status, 1, (ulong)code);
        Bytes(status, 2, Encoding.UTF8.GetBytes(message));
        return status.WrittenSpan.ToArray();
    }

    /// <summary>The code of gRPC for a status of HTTP.</summary>
    public static int CodeOf(int httpStatus) => httpStatus switch
    {
        StatusCodes.Status401Unauthorized => 16,
        StatusCodes.Status403Forbidden => 7,
        StatusCodes.Status404NotFound => 5,
        StatusCodes.Status429TooManyRequests => 8,
        StatusCodes.Status503ServiceUnavailable => 14,
        >= 500 => 13,
        _ => 3,
    };

    /// <summary>Tells of a problem over HTTP.</summary>
    public static async Task WriteAsync(HttpContext http, OtlpEncoding encoding, ApiProblem problem)
    {
        if (http.Response.HasStarted) return;
        var status = problem.Details.Status!.Value;
        http.Response.StatusCode = status;
        if (status == StatusCodes.Status401Unauthorized) http.Response.Headers.WWWAuthenticate = "Bearer realm=\"reprise\", Basic realm=\"reprise\"";
        if (problem.RetryAfter is { } wait) http.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        await WriteAsync(http, encoding, Status(encoding, CodeOf(status), problem.Message));
    }

    public static async Task WriteAsync(HttpContext http, OtlpEncoding encoding, byte[] body)
    {
        http.Response.ContentType = encoding == OtlpEncoding.Json ? Json : Protobuf;
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }

    private static byte[] Written(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Number(ArrayBufferWriter<byte> message, int field, ulong number)
    {
        Varint(message, (ulong)field << 3);
        Varint(message, number);
    }

    private static void Bytes(ArrayBufferWriter<byte> message, int field, ReadOnlySpan<byte> bytes)
    {
        Varint(message, ((ulong)field << 3) | 2);
        Varint(message, (ulong)bytes.Length);
        message.Write(bytes);
    }

    private static void Varint(ArrayBufferWriter<byte> message, ulong number)
    {
        for (; number >= 0x80; number >>= 7) message.Write([(byte)(number | 0x80)]);
        message.Write([(byte)number]);
    }
}
