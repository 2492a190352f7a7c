using Npgsql;

namespace Reprise.Storage.Postgres.Writing;

/// <summary>Runs a transaction again when the server ended it because another stood in its way.</summary>
internal static class Retry
{
    public const int MostAttempts = 5;

    public static async Task<T> OnCollisionAsync<T>(Func<Task<T>> run)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await run().ConfigureAwait(false);
            }
            catch (PostgresException failure) when (PostgresFailure.IsCollision(failure) && attempt < MostAttempts)
            {
                // The other one is through by now.
            }
        }
    }
}
