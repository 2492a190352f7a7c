using Reprise.Demo.Stories;

namespace Reprise.Demo.Traffic;

/// <summary>Who plays in one scene: user, session, order number and models, all from the seed and the scene's number.</summary>
internal sealed class Cast(int seed, int number, TimeProvider time)
{
    private static readonly IReadOnlyList<string> _users = ["u-amara", "u-bjorn", "u-chen", "u-dilys", "u-emeka", "u-fatima", "u-greta", "u-hugo", "u-ines", "u-jonas"];
    private static readonly IReadOnlyList<Target> _chatModels =
    [
        new("openai", "gpt-4o-mini"), new("openai", "gpt-4o"), new("anthropic", "claude-haiku-4-5"), new("anthropic", "claude-sonnet-4-5"),
        new("gemini", "gemini-2.5-flash"), new("mistral", "mistral-small-latest"), new("groq", "llama-3.3-70b-versatile"), new("cohere", "command-a-03-2025"),
        new("bedrock", "anthropic.claude-3-5-sonnet-20240620-v1:0"), new("azure", "gpt-4o-mini"), new("openrouter", "openai/gpt-4o-mini"),
    ];

    private static readonly IReadOnlyList<Target> _agentModels =
        [new("openai", "gpt-4.1"), new("anthropic", "claude-sonnet-4-5"), new("gemini", "gemini-2.5-pro"), new("bedrock", "anthropic.claude-3-5-sonnet-20240620-v1:0"), new("cohere", "command-a-03-2025")];

    private static readonly IReadOnlyList<Target> _thinkers =
        [new("deepseek", "deepseek-reasoner"), new("anthropic", "claude-sonnet-4-5"), new("openai", "o4-mini"), new("mistral", "magistral-medium-latest"), new("gemini", "gemini-2.5-flash")];

    public Random Random { get; } = new(unchecked((seed * 7919) + number));

    public TimeProvider Time { get; } = time;

    public string User => _users[number % _users.Count];

    /// <summary>Each run of the demo opens sessions of its own.</summary>
    public string Session { get; } = $"s-{time.GetUtcNow():MMddHHmmss}-{number:D4}";

    public string Order { get; } = $"R-{10_000 + (unchecked((seed * 31) + (number * 7919)) % 80_000):D5}";

    public Target ChatModel() => Pick(_chatModels);

    public Target AgentModel() => Pick(_agentModels);

    public Target Thinker() => Pick(_thinkers);

    public bool Chance(double share) => Random.NextDouble() < share;

    public T Pick<T>(IReadOnlyList<T> choices) => choices[Random.Next(choices.Count)];

    public string Hex(int bytes)
    {
        var buffer = new byte[bytes];
        Random.NextBytes(buffer);
        return Convert.ToHexStringLower(buffer);
    }

    /// <summary>What the user says, with this scene's number in it.</summary>
    public string Say(StoryTurn turn) => StoryBook.Fill(turn.User, Order);

    /// <summary>People read before they answer.</summary>
    public Task PauseAsync(CancellationToken cancellationToken) => Task.Delay(TimeSpan.FromMilliseconds(100 + Random.Next(400)), Time, cancellationToken);
}
