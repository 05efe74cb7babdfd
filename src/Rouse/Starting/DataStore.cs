using Rouse.Server.Storage;

namespace Rouse.Starting;

/// <summary>The database in the data folder.</summary>
static class DataStore
{
    /// <summary>Opened, and not yet written.</summary>
    /// <exception cref="StoreException">It cannot be used.</exception>
    public static StoreWriter Open(ServerSetup setup)
    {
        var path = setup.Data.PathOf(StoreDatabase.FileName);
        var isOpened = false;
        var store = new StoreWriter(OpenDatabase, setup.Time, setup.Log.Loggers.CreateLogger("Store"));
        try
        {
            store.Open();
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }

        StoreDatabase OpenDatabase()
        {
            // Opened again after a failure: an empty database in place of one that is gone would forget who is registered.
            if (isOpened && !File.Exists(path))
                throw StoreFault.Moved(path);
            var database = StoreDatabase.Open(path, setup.Options.Store);
            isOpened = true;
            return database;
        }
    }
}
