using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Reprise.Server.Api;
using Reprise.Server.Ingest;
using Reprise.Wire;

namespace Reprise.Server.Telemetry;

/// <summary>Reads bodies of exporters into memory, within limits: each as sent and unpacked, and all together.</summary>
internal sealed class BodiesUnderWay(IOptions<TelemetryOptions> options)
{
    private const int PieceBytes = 64 * 1024;

    private readonly TelemetryOptions _options = options.Value;
    private long _bytes;

    /// <summary>Before anything of a body is read.</summary>
    public void Open(HttpContext http)
    {
        var request = http.Request;
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = request.ContentLength > _options.MaxBodyBytes ? null : _options.MaxBodyBytes;
        if (request.ContentLength > _options.MaxBodyBytes) throw ApiProblem.TooLarge($"The body is larger than {_options.MaxBodyBytes:N0} bytes. Send it in parts.");
    }

    /// <summary>Reads a stream to its end, unpacked. Throws an <see cref="ApiProblem"/> when a limit is passed or the encoding is not known, <see cref="InvalidDataException"/> when it is broken.</summary>
    public async Task<BodyUnderWay> ReadAsync(Stream packed, string? encoding, CancellationToken cancellationToken)
    {
        var isPlain = string.IsNullOrEmpty(encoding) || encoding.Equals("identity", StringComparison.OrdinalIgnoreCase);
        var plain = isPlain ? packed : DecodedBody.Open(packed, encoding!)
            ?? throw new ApiProblem(415, "unsupported-media-type", "Not a content encoding we read", $"'{ApiProblem.Short(encoding!)}' is not understood here; expected gzip, br or deflate.");
        await using var limited = new LimitedStream(plain, isPlain ? _options.MaxBodyBytes : _options.MaxUnpackedBytes, isPlain ? "The body" : "The unpacked body");
        var body = new BodyUnderWay(this);
        try
        {
            var buffer = new byte[PieceBytes];
            int read;
            while ((read = await limited.ReadAsync(buffer, cancellationToken)) > 0)
            {
                Take(read);
                body.Write(buffer.AsSpan(0, read));
            }

            return body;
        }
        catch (Exception e)
        {
            body.Dispose();
            if (e is InvalidOperationException and not ObjectDisposedException && !isPlain) throw new InvalidDataException("The body does not unpack.", e);
            throw;
        }
    }

    internal void Release(long bytes) => Interlocked.Add(ref _bytes, -bytes);

    private void Take(int bytes)
    {
        if (Interlocked.Add(ref _bytes, bytes) <= _options.MaxBytesUnderWay) return;
        Release(bytes);
        throw new ApiProblem(503, "store-unavailable", "Too much at a time", "Other telemetry fills the memory there is for it. Send it again.") { RetryAfter = TimeSpan.FromSeconds(1) };
    }
}

/// <summary>A body in memory, counted until it is disposed of.</summary>
internal sealed class BodyUnderWay(BodiesUnderWay all) : IDisposable
{
    private readonly MemoryStream _bytes = new();
    private long _counted;

    public ReadOnlyMemory<byte> Bytes => _bytes.GetBuffer().AsMemory(0, (int)_bytes.Length);

    public void Dispose()
    {
        all.Release(Interlocked.Exchange(ref _counted, 0));
        _bytes.Dispose();
    }

    internal void Write(ReadOnlySpan<byte> bytes)
    {
        _counted += bytes.Length;
        _bytes.Write(bytes);
    }
}
