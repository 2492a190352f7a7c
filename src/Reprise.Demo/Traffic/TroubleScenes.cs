using System.Text.Json.Nodes;
using Reprise.Demo.Stories;
using Reprise.Demo.Upstream;

namespace Reprise.Demo.Traffic;

/// <summary>What goes wrong on an ordinary day.</summary>
internal static class TroubleScenes
{
    private static readonly IReadOnlyList<string> _troubles =
    [
        Behaviour.RateLimited, Behaviour.RateLimited, Behaviour.Overloaded, Behaviour.ServerError, Behaviour.Invalid, Behaviour.Unauthorized,
        Behaviour.Cut, Behaviour.StreamError, Behaviour.Malformed, Behaviour.Truncated, Behaviour.NoUsage, Behaviour.Slow,
    ];

    public static async Task ErrorAsync(Cast cast, DemoClient client, CancellationToken cancellationToken)
    {
        var behaviour = cast.Pick(_troubles);

        // One in ten: the provider is not there at all.
        var target = cast.Chance(0.1) ? new Target("offline", "gpt-4o-mini") : cast.ChatModel();
        var label = Label(cast, "support,web", behaviour);
        var call = Chat(cast, stream: cast.Chance(0.5)).To(target);
        var id = await client.CallAsync(call, label, cancellationToken);

        // A program with manners tries again once.
        if (id is null && behaviour is Behaviour.RateLimited or Behaviour.Overloaded) await client.CallAsync(call, Label(cast, "support,web,retry", behaviour: null), cancellationToken);
    }

    public static Task HangUpAsync(Cast cast, DemoClient client, CancellationToken cancellationToken)
    {
        var label = Label(cast, "support,app", cast.Chance(0.3) ? Behaviour.Hang : Behaviour.Stall);
        return client.HangUpAsync(Chat(cast, stream: true).To(cast.ChatModel()), label, TimeSpan.FromMilliseconds(300 + cast.Random.Next(900)), cancellationToken);
    }

    /// <summary>The provider says nothing; the gateway's limit ends the call.</summary>
    public static Task TimeOutAsync(Cast cast, DemoClient client, CancellationToken cancellationToken)
    {
        var label = Label(cast, "support,web", Behaviour.Hang);
        return client.HangUpAsync(Chat(cast, stream: false).To(cast.ChatModel()), label, TimeSpan.FromSeconds(12), cancellationToken);
    }

    /// <summary>Says in the metadata what was asked of the upstream, so that nobody takes it for a fault of ours.</summary>
    private static CallLabel Label(Cast cast, string tags, string? behaviour) => new()
    {
        Session = cast.Session,
        User = cast.User,
        PromptType = "support",
        Tags = tags,
        Metadata = behaviour is null ? null : new JsonObject { ["simulated"] = behaviour }.ToJsonString(),
        Behaviour = behaviour,
    };

    private static Conversation Chat(Cast cast, bool stream)
    {
        var story = cast.Pick(SupportStories.All);
        return new Conversation(story.System, [new Turn("user", cast.Say(story.Turns[0]))]) { Stream = stream };
    }
}
