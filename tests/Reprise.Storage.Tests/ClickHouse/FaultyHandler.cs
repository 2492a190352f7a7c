namespace Reprise.Storage.Tests.ClickHouse;

/// <summary>The way to the server, on which a request or its answer can get lost.</summary>
internal sealed class FaultyHandler() : DelegatingHandler(new SocketsHttpHandler())
{
    private int _step;
    private int _failAt;
    private bool _losesAnswer;

    public bool HasFailed { get; private set; }

    /// <summary>The so-manieth request from now on fails; 0 for none.</summary>
    /// <param name="step">From 1.</param>
    /// <param name="losesAnswer">Whether the server gets it and does it, and only the answer is lost.</param>
    public void FailAt(int step, bool losesAnswer)
    {
        _step = 0;
        HasFailed = false;
        _losesAnswer = losesAnswer;
        _failAt = step;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (_failAt == 0 || Interlocked.Increment(ref _step) != _failAt) return await base.SendAsync(request, cancellationToken);
        HasFailed = true;
        if (_losesAnswer)
        {
            using var lost = await base.SendAsync(request, cancellationToken);
            await lost.Content.ReadAsByteArrayAsync(cancellationToken);
        }

        throw new HttpRequestException("The test cut the line.");
    }
}
