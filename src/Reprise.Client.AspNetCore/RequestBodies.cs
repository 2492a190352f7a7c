using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Reprise.Client.Http;
using Reprise.Client.Recording;
using Reprise.Documents;

namespace Reprise.Client.AspNetCore;

/// <summary>The bodies of one request, seen while the handler reads and writes them. Nothing is held back.</summary>
internal sealed class RequestBodies : ITee
{
    private readonly Stream _request;
    private readonly IHttpResponseBodyFeature _response;
    private readonly StreamResponseBodyFeature _watched;
    private readonly BodyCapture _asked;
    private readonly BodyCapture _answered;

    private RequestBodies(HttpContext context, int limit)
    {
        (_asked, _answered) = (new BodyCapture(limit), new BodyCapture(limit));
        (_request, _response) = (context.Request.Body, context.Features.GetRequiredFeature<IHttpResponseBodyFeature>());
        context.Request.Body = new TeeReadStream(_request, this);
        _watched = new StreamResponseBodyFeature(new TeeWriteStream(_response.Stream, new Answer(_answered)), _response);
        context.Features.Set<IHttpResponseBodyFeature>(_watched);
    }

    public static RequestBodies Watch(HttpContext context, int limit) => new(context, limit);

    /// <summary>What a handler wrote into the pipe and did not flush: a host sends that by itself at the end, and knows only its own pipe.</summary>
    public async ValueTask FlushAsync()
    {
        if (_watched.Writer is { CanGetUnflushedBytes: true, UnflushedBytes: > 0 } writer) await writer.FlushAsync();
    }

    public void Restore(HttpContext context)
    {
        context.Request.Body = _request;
        context.Features.Set(_response);
    }

    public void Fill(HttpContext context, CallRecord record)
    {
        var request = IsText(context.Request.ContentType) ? _asked.ToDocument(context.Request.ContentType, Header(context.Request.Headers.ContentEncoding)) : null;
        var response = IsText(context.Response.ContentType) ? _answered.ToDocument(context.Response.ContentType, Header(context.Response.Headers.ContentEncoding)) : null;
        if (request is not null || response is not null) record.Bodies = new BodiesDocument { Request = request, Response = response };
        var notes = string.Join("; ", new[] { request is null ? null : _asked.CutNote("the request"), response is null ? null : _answered.CutNote("the answer") }.Where(static note => note is not null));
        if (notes.Length > 0) record.RecordError = notes;
    }

    public void Passed(ReadOnlySpan<byte> bytes) => _asked.Append(bytes);
    public void Ended(bool whole) { }
    public bool Broke(Exception exception, CancellationToken cancellationToken) => false;

    private static string? Header(Microsoft.Extensions.Primitives.StringValues values) => values.Count == 0 ? null : values.ToString();

    /// <summary>Forms hold passwords and files, and are not kept.</summary>
    private static bool IsText(string? contentType)
    {
        if (contentType is null) return false;
        var type = contentType.Split(';', 2)[0].Trim();
        return type.StartsWith("text/", StringComparison.OrdinalIgnoreCase) || type.EndsWith("json", StringComparison.OrdinalIgnoreCase) || type.EndsWith("xml", StringComparison.OrdinalIgnoreCase);
    }

    private sealed class Answer(BodyCapture kept) : ITee
    {
        public void Passed(ReadOnlySpan<byte> bytes) => kept.Append(bytes);
        public void Ended(bool whole) { }
        public bool Broke(Exception exception, CancellationToken cancellationToken) => false;
    }
}
