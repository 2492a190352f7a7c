namespace Reprise.Storage.Tests.ClickHouse;

/// <summary>The way to the server, on which requests and answers can get lost.</summary>
internal sealed class FaultyHandler() : DelegatingHandler(new SocketsHttpHandler())
{
    private int _step;
    private int _failAt;

    /// <summary>Whether the server gets and does what fails all the same: the answer is lost, not the request.</summary>
    public bool LosesAnswers { get; set; }

    public bool HasFailed { get; private set; }

    /// <summary>The statements seen, without what came with them.</summary>
    public List<string> Seen { get; } = [];

    /// <summary>From now on, the so-manieth request fails and those after it; 0 for none.</summary>
    public void FailAt(int step)
    {
        _step = 0;
        HasFailed = false;
        _failAt = step;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        lock (Seen) Seen.Add(Uri.UnescapeDataString(request.RequestUri!.Query));
        var fails = _failAt > 0 && Interlocked.Increment(ref _step) == _failAt;
        if (!fails) return await base.SendAsync(request, cancellationToken);
        HasFailed = true;
        if (LosesAnswers)
        {
            using var lost = await base.SendAsync(request, cancellationToken);
            await lost.Content.ReadAsByteArrayAsync(cancellationToken);
        }

        throw new HttpRequestException("The test cut the line.");
    }
}
