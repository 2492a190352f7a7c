using System.Net;

namespace Reprise.Client.Http;

/// <summary>Content that goes where it would have gone, and is seen on its way: of a request while it is sent, of an answer while it is read.</summary>
internal sealed class TeeContent : HttpContent
{
    private readonly HttpContent _inner;
    private readonly ITee _tee;
    private readonly bool _ownsInner;

    /// <param name="inner">What is seen.</param>
    /// <param name="tee">Who sees it.</param>
    /// <param name="ownsInner">Whether it ends with this: an answer's does, a request's is the caller's.</param>
    public TeeContent(HttpContent inner, ITee tee, bool ownsInner)
    {
        (_inner, _tee, _ownsInner) = (inner, tee, ownsInner);
        foreach (var header in inner.Headers.NonValidated)
            foreach (var value in header.Value) Headers.TryAddWithoutValidation(header.Key, value);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        try
        {
            var seen = new TeeWriteStream(stream, _tee);
            await using (seen.ConfigureAwait(false)) await _inner.CopyToAsync(seen, context, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (_tee.Broke(e, cancellationToken))
        {
            throw;
        }

        _tee.Ended(whole: true);
    }

    protected override void SerializeToStream(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        try
        {
            using var seen = new TeeWriteStream(stream, _tee);
            _inner.CopyTo(seen, context, cancellationToken);
        }
        catch (Exception e) when (_tee.Broke(e, cancellationToken))
        {
            throw;
        }

        _tee.Ended(whole: true);
    }

    protected override Task<Stream> CreateContentReadStreamAsync() => CreateContentReadStreamAsync(CancellationToken.None);

    protected override async Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) => new TeeReadStream(await _inner.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), _tee);

    protected override Stream CreateContentReadStream(CancellationToken cancellationToken) => new TeeReadStream(_inner.ReadAsStream(cancellationToken), _tee);

    protected override bool TryComputeLength(out long length)
    {
        length = _inner.Headers.ContentLength ?? 0;
        return _inner.Headers.ContentLength is not null;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && _ownsInner)
        {
            _inner.Dispose();
            _tee.Ended(whole: false);
        }

        base.Dispose(disposing);
    }
}

/// <summary>Sees a body pass. Never throws.</summary>
internal interface ITee
{
    void Passed(ReadOnlySpan<byte> bytes);

    /// <summary>No more will come.</summary>
    /// <param name="whole">Whether its end was seen; false when it was given up.</param>
    void Ended(bool whole);

    /// <returns>Always false, so that it can stand in an exception filter and the exception passes untouched.</returns>
    bool Broke(Exception exception, CancellationToken cancellationToken);
}
