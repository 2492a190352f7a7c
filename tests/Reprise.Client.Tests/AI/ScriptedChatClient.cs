using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Reprise.Client.Tests.AI;

/// <summary>A chat client whose answers a test says, one for each call; keeps what it was given.</summary>
internal sealed class ScriptedChatClient(params Func<ChatResponse>[] answers) : IChatClient
{
    private int _calls;

    public int Calls => _calls;
    public List<IEnumerable<ChatMessage>> Asked { get; } = [];
    public List<ChatOptions?> Options { get; } = [];
    public bool IsDisposed { get; private set; }

    /// <summary>Runs before each answer and before each piece of one.</summary>
    public Action<int>? Before { get; init; }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Before?.Invoke(0);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Next(messages, options));
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var number = 0;
        foreach (var update in Next(messages, options).ToChatResponseUpdates())
        {
            await Task.Yield();
            Before?.Invoke(number++);
            cancellationToken.ThrowIfCancellationRequested();
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("openai", new Uri("https://models.test/v1"), "gpt-4o") : serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose() => IsDisposed = true;

    public static ChatResponse Text(params string[] pieces) => new([.. pieces.Select((piece, i) => new ChatMessage(ChatRole.Assistant, piece))])
    {
        ModelId = "gpt-4o-2024-08-06", ResponseId = "r1", FinishReason = ChatFinishReason.Stop,
        Usage = new UsageDetails { InputTokenCount = 10, OutputTokenCount = 4, TotalTokenCount = 14, CachedInputTokenCount = 6 },
    };

    public static ChatResponse Calling(string name, string id, params (string Name, object? Value)[] arguments) =>
        new(new ChatMessage(ChatRole.Assistant, [new FunctionCallContent(id, name, arguments.ToDictionary(a => a.Name, a => a.Value))])) { ModelId = "gpt-4o-2024-08-06", FinishReason = ChatFinishReason.ToolCalls };

    private ChatResponse Next(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        Asked.Add(messages);
        Options.Add(options);
        return answers[Interlocked.Increment(ref _calls) - 1]();
    }
}

/// <summary>Calls the functions a model asks for until it answers in words.</summary>
internal sealed class FunctionLoop(IChatClient inner) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var all = messages.ToList();
        while (true)
        {
            var response = await base.GetResponseAsync(all, options, cancellationToken);
            var calls = response.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().ToList();
            if (calls.Count == 0) return response;
            all.AddRange(response.Messages);
            foreach (var call in calls)
            {
                var function = options!.Tools!.OfType<AIFunction>().Single(f => f.Name == call.Name);
                var result = await function.InvokeAsync(new AIFunctionArguments(call.Arguments), cancellationToken);
                all.Add(new ChatMessage(ChatRole.Tool, [new FunctionResultContent(call.CallId, result)]));
            }
        }
    }
}
