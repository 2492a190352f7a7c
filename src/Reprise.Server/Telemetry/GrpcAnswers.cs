using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Reprise.Server.Api;

namespace Reprise.Server.Telemetry;

/// <summary>Answers as gRPC has them over HTTP/2: one message behind five bytes, and how it went in the trailers.</summary>
internal static class GrpcAnswers
{
    public const string ContentType = "application/grpc";
    public const int PrefixLength = 5;

    public static async Task WriteAsync(HttpContext http, byte[] message)
    {
        var framed = new byte[PrefixLength + message.Length];
        BinaryPrimitives.WriteUInt32BigEndian(framed.AsSpan(1), (uint)message.Length);
        message.CopyTo(framed, PrefixLength);
        http.Response.ContentType = ContentType;
        await http.Response.Body.WriteAsync(framed, http.RequestAborted);
        http.Response.AppendTrailer("grpc-status", "0");
    }

    /// <summary>Tells of a problem; to HTTP the call went well all the same.</summary>
    public static Task WriteAsync(HttpContext http, ApiProblem problem)
    {
        if (http.Response.HasStarted) return Task.CompletedTask;
        http.Response.StatusCode = StatusCodes.Status200OK;
        http.Response.ContentType = ContentType;
        var code = problem.Details.Status is 413 ? 8 : OtlpAnswers.CodeOf(problem.Details.Status!.Value);
        // A call without a message may say it in its headers, which are then its trailers.
        http.Response.Headers["grpc-status"] = code.ToString(CultureInfo.InvariantCulture);
        http.Response.Headers["grpc-message"] = Escaped(problem.Message);
        return Task.CompletedTask;
    }

    /// <summary>Percent-encoded, but for printable ASCII.</summary>
    private static string Escaped(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            if (b is >= 0x20 and <= 0x7E and not (byte)'%') escaped.Append((char)b);
            else escaped.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
        }

        return escaped.ToString();
    }
}
