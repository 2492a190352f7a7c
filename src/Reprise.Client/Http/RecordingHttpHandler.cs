using Reprise.Client.Recording;

namespace Reprise.Client.Http;

/// <summary>
/// Records what an <see cref="HttpClient"/> calls: calls to models in their own wire format, with provider, model and tokens, everything else as <c>api_request</c>. The
/// call goes out and its answer comes back as without it, byte for byte and piece by piece; exceptions pass as they are. Headers are recorded only where an answer depends
/// on them, credentials never.
/// </summary>
/// <remarks>
/// A call to a model is on record when its answer was read to the end, or given up; any other call when its headers are there. A call through a Reprise gateway is on
/// record there and not a second time. Safe for use from many threads.
/// </remarks>
public sealed class RecordingHttpHandler : DelegatingHandler
{
    private readonly IRecorder _recorder;
    private readonly HttpRecordingOptions _options;

    /// <summary>For a factory of clients, which sets the inner handler itself.</summary>
    public RecordingHttpHandler(IRecorder recorder, HttpRecordingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(recorder);
        _recorder = recorder;
        _options = options ?? new HttpRecordingOptions();
    }

    public RecordingHttpHandler(IRecorder recorder, HttpMessageHandler innerHandler, HttpRecordingOptions? options = null) : this(recorder, options) => InnerHandler = innerHandler;

    /// <inheritdoc />
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var call = RecordedHttpCall.Begin(_recorder, _options, request);
        if (call is null) return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        using var scope = call.Open();
        HttpResponseMessage response;
        try
        {
            response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (call.Failed(e, cancellationToken))
        {
            throw;
        }
        finally
        {
            call.Restore(request);
        }

        call.Answered(response);
        return response;
    }

    /// <inheritdoc />
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var call = RecordedHttpCall.Begin(_recorder, _options, request);
        if (call is null) return base.Send(request, cancellationToken);
        using var scope = call.Open();
        HttpResponseMessage response;
        try
        {
            response = base.Send(request, cancellationToken);
        }
        catch (Exception e) when (call.Failed(e, cancellationToken))
        {
            throw;
        }
        finally
        {
            call.Restore(request);
        }

        call.Answered(response);
        return response;
    }
}
