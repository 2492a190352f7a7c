using Microsoft.Extensions.Logging;
using Reprise.Security.Rules;

namespace Reprise.Yara;

/// <summary>
/// The rules that are built in and those of a folder (<c>*.yar</c>, <c>*.yara</c>, and folders below), compiled by libyara and compiled again when a file changes. A file that
/// does not compile is named in <see cref="Status"/>, and the others go on working.
/// </summary>
public sealed partial class YaraScanner : IRuleScanner, IDisposable
{
    /// <summary>
    /// How often the folder is looked at. By its names, times and lengths rather than by events of the file system: mounted folders have none, and the number of watchers is
    /// limited for a whole machine. What has changed is read once it is the same twice, since editors and copies write in pieces.
    /// </summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private const int MostFiles = 1000;

    private readonly string? _folder;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly ITimer? _timer;
    private string _read = "";
    private string _seen = "";
    private readonly Lock _loading = new();
    private State _state = new(null, [], null);
    private long _scans;
    private long _faults;
    private bool _isDisposed;

    private YaraScanner(string? folder, TimeProvider time, ILogger log)
    {
        (_folder, _time, _log) = (folder, time, log);
        Load();
        if (_folder is not null) _timer = _time.CreateTimer(_ => Look(), null, s_pause, s_pause);
    }

    public RuleStatus Status
    {
        get
        {
            var state = Volatile.Read(ref _state);
            return new RuleStatus
            {
                Available = true,
                Library = YaraLibrary.Instance.Name,
                Version = YaraLibrary.Instance.Version,
                Rules = state.Rules?.Rules.Count ?? 0,
                LoadedAt = state.LoadedAt,
                Files = state.Files,
                Scans = Interlocked.Read(ref _scans),
                Faults = Interlocked.Read(ref _faults),
            };
        }
    }

    /// <summary>A scanner over libyara, or one that finds nothing and says why where there is none.</summary>
    /// <param name="folder">The user's rules; may be missing. Null for the built-in rules alone.</param>
    /// <param name="time">For the pause before changed files are read.</param>
    /// <param name="log">Hears of files that do not compile.</param>
    public static IRuleScanner Create(string? folder, TimeProvider time, ILogger log)
    {
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(log);
        return YaraLibrary.Instance.Reason is { } reason ? new NoRules(reason) : new YaraScanner(folder, time, log);
    }

    /// <summary>A scanner over the rules of one text alone; null when they do not compile, or there is no library.</summary>
    public static OwnRules? TryCompile(string text, out string? error)
    {
        ArgumentNullException.ThrowIfNull(text);
        error = YaraLibrary.Instance.Reason;
        return error is null && YaraCompiler.TryCompile(text, out error, "scan") is { } rules ? new OwnRules(new YaraRules(rules)) : null;
    }

    public RuleScan Scan(ReadOnlySpan<byte> text)
    {
        var state = Volatile.Read(ref _state);
        if (state.Rules is null) return RuleScan.Nothing;
        Interlocked.Increment(ref _scans);
        var scan = state.Rules.Scan(text);
        // Replaced this moment: those that came in their place are asked.
        for (State now; scan.Fault == YaraRules.Gone && (now = Volatile.Read(ref _state)) != state && now.Rules is not null; state = now) scan = now.Rules.Scan(text);
        if (scan.Fault is not null) Interlocked.Increment(ref _faults);
        return scan;
    }

    /// <summary>Reads and compiles everything again, at once.</summary>
    public void Load()
    {
        lock (_loading)
        {
            if (_isDisposed) return;
            _read = _seen = RuleSources.Sign(_folder, MostFiles);
            var files = new List<RuleFile>();
            var good = new List<(string Space, string Text)>();
            foreach (var source in RuleSources.Read(_folder, MostFiles))
            {
                var error = source.Error;
                if (source.Text is not null)
                {
                    using var alone = YaraCompiler.TryCompile(source.Text, out error, source.Namespace);
                    if (alone is not null)
                    {
                        good.Add((source.Namespace, source.Text));
                        files.Add(new RuleFile(source.Name, YaraRules.PointersOf(alone).Count, null));
                        continue;
                    }
                }

                files.Add(new RuleFile(source.Name, 0, error));
                Log.Refused(_log, source.Name, error ?? "");
            }

            var together = YaraCompiler.TryCompile(good.ConvertAll(file => ((string?)file.Space, file.Text)), out var fault);
            if (together is null && good.Count > 0)
            {
                // Each compiles alone, so they are too much together: what worked before stays.
                files.Add(new RuleFile("(all files together)", 0, fault));
                Log.Refused(_log, "(all files together)", fault ?? "");
                Volatile.Write(ref _state, _state with { Files = files });
                return;
            }

            var old = _state.Rules;
            Volatile.Write(ref _state, new State(together is null ? null : new YaraRules(together), files, _time.GetUtcNow()));
            old?.Dispose();
        }
    }

    public void Dispose()
    {
        _timer?.Dispose();
        lock (_loading)
        {
            _isDisposed = true;
            var old = _state.Rules;
            Volatile.Write(ref _state, new State(null, [], null));
            old?.Dispose();
        }
    }

    private void Look()
    {
        try
        {
            lock (_loading)
            {
                var now = RuleSources.Sign(_folder, MostFiles);
                var isStill = now == _seen;
                _seen = now;
                if (isStill && now != _read) Load();
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The boundary of a timer: whatever is wrong with the folder, what was read before goes on.
            Log.NotRead(_log, e.GetType().Name);
        }
    }

    private sealed record State(YaraRules? Rules, IReadOnlyList<RuleFile> Files, DateTimeOffset? LoadedAt);

    private static partial class Log
    {
        [LoggerMessage(6101, LogLevel.Warning, "Rules in {File} are not used: {Reason}")]
        public static partial void Refused(ILogger log, string file, string reason);

        [LoggerMessage(6102, LogLevel.Warning, "The folder of rules cannot be read ({Reason}); those read before go on")]
        public static partial void NotRead(ILogger log, string reason);
    }
}
