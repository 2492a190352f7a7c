// Any IChatClient with one line: WithReprise. Calls are on record wherever they go, without a gateway.
using Microsoft.Extensions.AI;
using Reprise.Client.AI;
using Reprise.Client.Recording;

var server = Environment.GetEnvironmentVariable("REPRISE_SERVER") ?? "http://127.0.0.1:5080";
await using var recorder = new Recorder(new ServerSink(new Uri(server)));

using IChatClient client = new Parrot().WithReprise(recorder);

using var scope = RecordScope.Begin(sessionId: "sample-chat", userId: "ann");
Console.WriteLine(await client.GetResponseAsync("Good morning!"));

// Stands for a client of your provider.
internal sealed class Parrot : IChatClient
{
    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, messages.Last().Text)) { ModelId = "parrot-1", Usage = new UsageDetails { InputTokenCount = 3, OutputTokenCount = 3 } });

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates()) yield return update;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose() { }
}
