using Reprise.Client.Tests.Recording;

namespace Reprise.Client.Tests;

/// <summary>The tests, or a program that a test starts and kills.</summary>
internal static class EntryPoint
{
    public static async Task<int> Main(string[] args) =>
        args is ["recording-child", .. var rest] ? await RecordingChild.RunAsync(rest) : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
}
