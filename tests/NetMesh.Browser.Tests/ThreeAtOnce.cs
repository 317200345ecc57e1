// A browser draws with one thread and waits for its pictures, a lab that has one run left has use for one core: two at once leave two cores idle more than half of the time.
[assembly: CollectionBehavior(MaxParallelThreads = 3)]
