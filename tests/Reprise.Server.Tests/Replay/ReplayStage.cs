using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Reprise.Interactions;
using Reprise.Server.Tests.Gateway;
using Reprise.Server.Tests.Hosts;

namespace Reprise.Server.Tests.Replay;

/// <summary>The real server before a provider whose requests a test sees and whose answers it decides.</summary>
internal sealed class ReplayStage : IAsyncDisposable
{
    public const string Path = "/openai/v1/chat/completions";

    private readonly RawUpstream _upstream;

    private ReplayStage(RawUpstream upstream) => _upstream = upstream;

    public TestServer Server { get; private set; } = null!;

    public string UpstreamUrl => _upstream.Url;

    /// <summary>What reached the provider, in order.</summary>
    public List<Received> Requests { get; } = [];

    /// <summary>What the provider does; by default it answers with the number of the request.</summary>
    public Func<HttpContext, int, Task> Answer { get; set; } = (context, number) => RelaySpec.AnswerAsync(context, Completion($"answer {number}"));

    public static async Task<ReplayStage> StartAsync(params string[] settings)
    {
        ReplayStage? stage = null;
        var upstream = await RawUpstream.StartAsync(async context =>
        {
            var body = await RelaySpec.ReadAllAsync(context.Request);
            var headers = context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
            int number;
            lock (stage!.Requests)
            {
                stage.Requests.Add(new Received($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}", headers, body));
                number = stage.Requests.Count;
            }

            await stage.Answer(context, number);
        });
        stage = new ReplayStage(upstream);
        stage.Server = await TestServer.StartAsync(upstream.Url, settings);
        return stage;
    }

    public static string Completion(string content, string model = "gpt-4o-mini", string finish = "stop") => JsonSerializer.Serialize(new
    {
        id = "c", @object = "chat.completion", model,
        choices = new[] { new { index = 0, message = new { role = "assistant", content }, finish_reason = finish } },
        usage = new { prompt_tokens = 12, completion_tokens = 3, total_tokens = 15 },
    });

    /// <summary>Makes a call as a client would and waits until it is on record.</summary>
    public async Task<RecordedInteraction> CallAsync(string body, string path = Path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        foreach (var (name, value) in headers)
            if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content.Headers.TryAddWithoutValidation(name, value);
        using var response = await Server.Http.SendAsync(request);
        await response.Content.ReadAsByteArrayAsync();
        return await Server.RecordedAsync(response);
    }

    public async Task<JsonElement> ReplayAsync(InteractionId id, object? order = null)
    {
        using var response = await PostAsync(id.ToString(), order);
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>The problem that the server answers with.</summary>
    public async Task<(int Status, JsonElement Problem)> RefusedAsync(string id, object? order = null)
    {
        using var response = await PostAsync(id, order);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        return ((int)response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
    }

    public Task<RecordedInteraction> ReplayedAsync(JsonElement result) => Server.RecordedAsync(InteractionId.Parse(result.GetProperty("replay").GetProperty("interaction_id").GetString()!));

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    private Task<HttpResponseMessage> PostAsync(string id, object? order) =>
        order is null ? Server.Http.PostAsync($"/api/interactions/{id}/replay", null) : Server.Http.PostAsJsonAsync($"/api/interactions/{id}/replay", order);

    internal sealed record Received(string Line, Dictionary<string, string> Headers, byte[] Body)
    {
        public string Text => Encoding.UTF8.GetString(Body);
    }
}
