using Reprise.Demo.Stories;

namespace Reprise.Demo.Traffic;

/// <summary>Visitors of a help page ask what others asked before them. This part of the shop uses the cache.</summary>
internal static class HelpScene
{
    private static readonly Target _target = new("openai", "gpt-4o-mini");

    public static async Task PlayAsync(Cast cast, DemoClient client, CancellationToken cancellationToken)
    {
        var topic = cast.Pick(HelpStories.Topics);
        foreach (var question in (string[])[topic.Question, topic.Question, cast.Pick(topic.Rewordings), topic.NearMiss])
        {
            var label = new CallLabel { Session = cast.Session, User = cast.User, PromptType = "help", Tags = "help-page", Cache = "on", CachePolicy = "aggressive" };
            await client.CallAsync(new Conversation(HelpStories.System, [new Turn("user", question)]) { Stream = cast.Chance(0.3) }.To(_target), label, cancellationToken);
            await cast.PauseAsync(cancellationToken);
        }
    }
}
