using Microsoft.Extensions.Logging;
using Reprise.Client.Commands;

namespace Reprise.Client.Logging;

/// <summary>
/// Puts warnings and errors that are logged inside a recorded request or command into its record, under <c>metadata.logs</c>: at most 20 of 500 characters a call. Register
/// it as any other provider: <c>builder.Logging.AddProvider(new CallLogProvider())</c>.
/// </summary>
/// <remarks>By default a line is its template as it stands in the code, without values, so that nothing anybody said gets into it.</remarks>
public sealed class CallLogProvider : ILoggerProvider
{
    private readonly CallLogOptions _options;

    public CallLogProvider(CallLogOptions? options = null)
    {
        _options = options ?? new CallLogOptions();
        CallLog.IsCollected = true;
    }

    public ILogger CreateLogger(string categoryName) => new Line(categoryName, _options);

    public void Dispose() { }

    private sealed class Line(string category, CallLogOptions options) : ILogger
    {
        private const int MostCharacters = 500;
        private const string TemplateName = "{OriginalFormat}";

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= options.Least && logLevel != LogLevel.None && CallLog.Current is not null;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel) || CallLog.Current is not { } log) return;
            var text = options.IncludeValues ? CommandArguments.WithoutSecrets(formatter(state, exception)) : TemplateOf(state) ?? eventId.Name ?? "";
            log.Add(new CallLogLine(logLevel, category, text.Length <= MostCharacters ? text : text[..MostCharacters] + "…", exception?.GetType().Name));
        }

        private static string? TemplateOf<TState>(TState state)
        {
            if (state is not IReadOnlyList<KeyValuePair<string, object?>> values) return null;
            for (var i = values.Count - 1; i >= 0; i--)
                if (values[i].Key == TemplateName) return values[i].Value as string;
            return null;
        }
    }
}

/// <summary>What of a log goes on record.</summary>
public sealed class CallLogOptions
{
    /// <summary>The least level. Default: warning.</summary>
    public LogLevel Least { get; set; } = LogLevel.Warning;

    /// <summary>Whether values are recorded with a line, what looks like a secret masked. Default false: the template alone.</summary>
    public bool IncludeValues { get; set; }
}
