using Spectre.Console;

namespace Reprise.Cli.Output;

/// <summary>Shows how far a long command is: on standard error, and only where a person sees it.</summary>
internal static class Progress
{
    /// <param name="terminal">Where to show it.</param>
    /// <param name="title">What is going on.</param>
    /// <param name="total">How much there is to do; null when nobody knows.</param>
    /// <param name="work">Gets a callback that takes how much is done by now.</param>
    public static async Task<T> ShowAsync<T>(Terminal terminal, string title, long? total, Func<Action<long>, Task<T>> work)
    {
        if (!terminal.ErrorIsTerminal) return await work(static _ => { });
        return await terminal.Diagnostics.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new CountColumn(), new RemainingTimeColumn(), new SpinnerColumn())
            .StartAsync(async context =>
            {
                var task = context.AddTask(Markup.Escape(title), maxValue: Math.Max(1, total ?? 1));
                if (total is null) task.IsIndeterminate();
                return await work(done => task.Value = total is null ? 0 : done);
            });
    }

    private sealed class CountColumn : ProgressColumn
    {
        public override Spectre.Console.Rendering.IRenderable Render(Spectre.Console.Rendering.RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            task.IsIndeterminate ? new Text("") : new Text($"{Format.Count((long)task.Value)}/{Format.Count((long)task.MaxValue)}");
    }
}
