using System.Net;

namespace Reprise.Storage.Tests.ClickHouse;

/// <summary>The way to the server, on which a test meets the next request that says something.</summary>
internal sealed class ScriptedHandler() : DelegatingHandler(new SocketsHttpHandler())
{
    private string? _text;
    private Func<Func<Task<HttpResponseMessage>>, Task<HttpResponseMessage>>? _meet;

    /// <summary>The next request whose address or body has this text is met instead of sent.</summary>
    public void Next(string text, Func<Func<Task<HttpResponseMessage>>, Task<HttpResponseMessage>> meet) => (_meet, _text) = (meet, text);

    /// <summary>It is done, and its answer is lost.</summary>
    public void LoseAnswer(string text) => Next(text, async send =>
    {
        using var lost = await send();
        await lost.Content.ReadAsByteArrayAsync();
        throw new HttpRequestException("The test cut the line.");
    });

    /// <summary>It is done, and the answer is this error.</summary>
    public void AnswerWith(string text, int code) => Next(text, async send =>
    {
        using var lost = await send();
        await lost.Content.ReadAsByteArrayAsync();
        var answer = new HttpResponseMessage(HttpStatusCode.InternalServerError) { Content = new StringContent("(SOME_ERROR)") };
        answer.Headers.Add("X-ClickHouse-Exception-Code", $"{code}");
        return answer;
    });

    /// <summary>It never reaches the server.</summary>
    public void LoseRequest(string text) => Next(text, _ => throw new HttpRequestException("The test cut the line."));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (_text is not { } text) return await base.SendAsync(request, cancellationToken);
        var said = Uri.UnescapeDataString(request.RequestUri!.Query);
        if (!said.Contains("insert_deduplication_token", StringComparison.Ordinal)) said += await request.Content!.ReadAsStringAsync(cancellationToken);
        if (!said.Contains(text, StringComparison.Ordinal)) return await base.SendAsync(request, cancellationToken);
        _text = null;
        return await _meet!(() => base.SendAsync(request, cancellationToken));
    }
}
