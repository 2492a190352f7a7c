using System.Buffers.Binary;
using Reprise.Access;
using Reprise.Server.Access;
using Reprise.Server.Api;
using Reprise.Server.Telemetry.Decoding;

namespace Reprise.Server.Telemetry;

/// <summary>
/// OTLP over gRPC. Its methods take one message and give one, so that each is a plain route over HTTP/2: a message behind five bytes (whether it is packed, and its length), a message back, the
/// outcome in the trailers. A deadline that the client names is the client's own: what it gives up on is recorded all the same.
/// </summary>
internal static class GrpcEndpoints
{
    public static IEndpointRouteBuilder MapOtlpGrpc(this IEndpointRouteBuilder routes)
    {
        Map("/opentelemetry.proto.collector.trace.v1.TraceService/Export", OtlpSignal.Traces);
        Map("/opentelemetry.proto.collector.logs.v1.LogsService/Export", OtlpSignal.Logs);
        Map("/opentelemetry.proto.collector.metrics.v1.MetricsService/Export", OtlpSignal.Metrics);
        return routes;

        void Map(string path, OtlpSignal signal) =>
            routes.MapPost(path, http => TakeAsync(http, signal)).Needs(Permission.Record).WithMetadata(OtlpRefusals.OverGrpc).ExcludeFromDescription();
    }

    private static async Task TakeAsync(HttpContext http, OtlpSignal signal)
    {
        if (!HttpProtocol.IsHttp2(http.Request.Protocol) || http.Request.ContentType?.StartsWith(GrpcAnswers.ContentType, StringComparison.OrdinalIgnoreCase) != true)
        {
            http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        try
        {
            var services = http.RequestServices;
            var bodies = services.GetRequiredService<BodiesUnderWay>();
            bodies.Open(http);
            using var framed = await bodies.ReadAsync(http.Request.Body, null, http.RequestAborted);
            var (message, isPacked) = MessageIn(framed.Bytes);
            using var body = isPacked ? await UnpackAsync(bodies, message, http) : null;
            var result = await services.GetRequiredService<TelemetryIntake>().TakeAsync(body?.Bytes ?? message, OtlpEncoding.Protobuf, signal, RequestProject.ProjectOf(http), http.RequestAborted);
            await GrpcAnswers.WriteAsync(http, OtlpAnswers.Response(OtlpEncoding.Protobuf, signal, result));
        }
        catch (Exception e) when (OtlpRefusals.ProblemOf(e, http) is { } problem)
        {
            await GrpcAnswers.WriteAsync(http, problem);
        }
    }

    private static (ReadOnlyMemory<byte> Message, bool IsPacked) MessageIn(ReadOnlyMemory<byte> framed)
    {
        if (framed.Length < GrpcAnswers.PrefixLength) throw new InvalidDataException("The call holds no message.");
        var length = BinaryPrimitives.ReadUInt32BigEndian(framed.Span[1..]);
        if (length != framed.Length - GrpcAnswers.PrefixLength) throw new InvalidDataException("The call must hold one message, and all of it.");
        return (framed[GrpcAnswers.PrefixLength..], framed.Span[0] switch { 0 => false, 1 => true, _ => throw new InvalidDataException("The message is neither packed nor plain.") });
    }

    private static async Task<BodyUnderWay> UnpackAsync(BodiesUnderWay bodies, ReadOnlyMemory<byte> message, HttpContext http)
    {
        var encoding = http.Request.Headers["grpc-encoding"].ToString();
        using var packed = new MemoryStream(message.ToArray(), writable: false);
        return await bodies.ReadAsync(packed, encoding.Length == 0 ? "gzip" : encoding, http.RequestAborted);
    }
}
