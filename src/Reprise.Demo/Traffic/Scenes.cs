using Reprise.Demo.Stories;

namespace Reprise.Demo.Traffic;

/// <summary>Chooses scenes from a seed and plays them: a burst, then a few per minute.</summary>
internal sealed class Scenes(DemoClient client, DemoOptions options)
{
    /// <summary>How often each scene is drawn. The first round plays each kind once, so that all are on the page at once.</summary>
    private static readonly IReadOnlyList<(Func<Cast, DemoClient, CancellationToken, Task> Play, int Weight)> _scenes =
    [
        (ChatScenes.SupportAsync, 8),
        (AgentScene.PlayAsync, 4),
        (DeskScenes.SummaryAsync, 3),
        (DeskScenes.CodeAsync, 3),
        (DeskScenes.TranslateAsync, 2),
        (DeskScenes.NightlyBatchAsync, 1),
        (DeskScenes.EmbedAsync, 2),
        (DeskScenes.LocalAsync, 2),
        (TroubleScenes.ErrorAsync, 3),
        (TroubleScenes.HangUpAsync, 1),
        (TroubleScenes.TimeOutAsync, 1),
        (RecordScenes.CommandAsync, 2),
        (RecordScenes.CheckAsync, 2),
        (RecordScenes.ApiRequestAsync, 2),
        (HelpScene.PlayAsync, 4),
    ];

    public async Task PlayAsync(CancellationToken cancellationToken)
    {
        using var places = new SemaphoreSlim(options.MaxConcurrency);
        var running = new List<Task>();
        try
        {
            for (var number = 0; options.ScenesPerMinute > 0 || number < options.BurstScenes; number++)
            {
                if (number >= options.BurstScenes) await Task.Delay(TimeSpan.FromMinutes(1 / options.ScenesPerMinute), options.Time, cancellationToken);
                await places.WaitAsync(cancellationToken);
                running.RemoveAll(task => task.IsCompletedSuccessfully);
                running.Add(PlayOneAsync(number, places, cancellationToken));
            }
        }
        finally
        {
            await Task.WhenAll(running);
        }
    }

    private async Task PlayOneAsync(int number, SemaphoreSlim places, CancellationToken cancellationToken)
    {
        try
        {
            var cast = new Cast(options.Seed, number, options.Time);
            await Choose(number, cast.Random)(cast, client, cancellationToken);
            client.SceneEnded();
        }
        finally
        {
            places.Release();
        }
    }

    private static Func<Cast, DemoClient, CancellationToken, Task> Choose(int number, Random random)
    {
        if (number < _scenes.Count) return _scenes[number].Play;
        var ticket = random.Next(_scenes.Sum(scene => scene.Weight));
        foreach (var (play, weight) in _scenes)
        {
            if (ticket < weight) return play;
            ticket -= weight;
        }

        return ChatScenes.SupportAsync;
    }
}
